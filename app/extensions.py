"""The Flask extensions, made once and bound to the app in create_app()."""

from flask_compress import Compress
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect

from app.core.database import Base
from app.core.translations import QuickBabel

db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})
migrate = Migrate(render_as_batch=True, compare_type=True)
login_manager = LoginManager()
# Nothing here asks whether a sign-in is fresh, and a phone that changes its network need not be sent a new cookie.
login_manager.session_protection = None
babel = QuickBabel()
csrf = CSRFProtect()
compress = Compress()
