"""Each sentence about one thing says the same as its WHERE about a list."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app.core.actor import SYSTEM, VISITOR
from app.extensions import db
from app.learning import permissions
from app.learning.models import Initiative, TrainingClass, TrainingEnrolment
from app.people.models import Unit
from tests.learning import walk


def test_the_sentences_and_their_lists_agree(cast):
    class_id = walk.add_class(cast)
    walk.send(cast.an, class_id, cast.binh.member)
    common = walk.add_class(cast, person=cast.ha, unit=cast.bloc)
    walk.send(cast.giang, common, cast.chi.member)
    for make in (walk.registered, walk.submitted, walk.recognised, walk.applied):
        make(cast)
    units = db.session.execute(select(Unit)).scalars().all()
    classes = db.session.execute(select(TrainingClass).options(joinedload(TrainingClass.unit))).scalars().all()
    loaded = joinedload(TrainingEnrolment.unit), joinedload(TrainingEnrolment.training_class)
    turns = db.session.execute(select(TrainingEnrolment).options(*loaded)).scalars().all()
    with_authors = joinedload(Initiative.unit), selectinload(Initiative.authors)
    initiatives = db.session.execute(select(Initiative).options(*with_authors)).scalars().all()
    people = ("an", "binh", "chi", "dung", "giang", "ha", "khanh", "lan")
    for actor in (SYSTEM, VISITOR, *(getattr(cast, name).actor for name in people)):
        for sentence, where, things in (
            (permissions.can_add_class, permissions.units_for_classes, units),
            (permissions.can_take_up_initiative, permissions.units_to_take_up_in, units),
            (lambda actor, _thing: permissions.can_see_classes(actor), permissions.visible_classes, classes),
            (permissions.can_see_enrolment, permissions.visible_enrolments, turns),
            (permissions.can_see_initiative, permissions.visible_initiatives, initiatives),
        ):
            model = type(things[0])
            listed = set(db.session.execute(select(model.id).where(where(actor))).scalars())
            assert listed == {thing.id for thing in things if sentence(actor, thing)}, (sentence, actor)
        own = frozenset({actor.member_id}) - {None}
        register = set(db.session.execute(select(Unit.id).where(permissions.units_to_register_in(actor))).scalars())
        assert register == {unit.id for unit in units if permissions.can_register_initiative(actor, unit, own)}
        for one in classes:
            paths = permissions.paths_to_send_from(actor, one)
            for unit in units:
                by_path = any(unit.path.startswith(path) for path in paths)
                reachable = one.unit.path in unit.path or not actor.is_system
                assert not reachable or by_path == permissions.can_send_from(actor, unit.path, one)
