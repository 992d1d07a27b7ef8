import subprocess
import sys

CODE = """
import sys
from app import create_app
folder = sys.argv[1]
create_app({"SQLALCHEMY_DATABASE_URI": f"sqlite:///{folder}/x.db", "SECRET_KEY": "x" * 40, "DATA_DIR": folder})
print(sorted({"shapely", "folium"} & set(sys.modules)))
"""


def test_starting_the_web_process_loads_no_geometry_library(tmp_path):
    ran = subprocess.run([sys.executable, "-c", CODE, str(tmp_path)], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
