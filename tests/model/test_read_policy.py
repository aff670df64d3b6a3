"""policy.toml becomes the classes of personal data and the roles."""

import pytest

from alkasba.model.policy import BASES, Keeping, PersonalClass, Role
from alkasba.model.read_policy import read_policy
from tests.model.build import entry, mistakes

POLICY = """
[classes.identifier]
basis = "contract"
keep_months = 36
about = "Who it is"
[classes.location]
basis = "legitimate interests"
analytic = true
on_erasure = "keep"
[roles.analyst]
sees = ["location"]
"""


def wrong(text):
    part = entry(text)
    read_policy(part)
    return "\n".join(mistakes(part))


def test_classes_and_roles_are_read():
    policy = read_policy(entry(POLICY))
    assert policy.classes["identifier"] == PersonalClass("identifier", "Who it is", keep_months=36)
    location = policy.classes["location"]
    assert (location.analytic, location.on_erasure) == (True, "keep")
    assert policy.roles == {"analyst": Role("analyst", ("location",))}


def test_what_runs_have_read_is_kept_for_a_week_unless_it_says_otherwise():
    assert read_policy(entry("")).extracts == Keeping(days=7, files=False)
    said = read_policy(entry("[extracts]\nkeep_days = 0\nfiles = true\n"))
    assert said.extracts == Keeping(days=0, files=True)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("keep_days = -1", "extracts.keep_days: a number of days from 0 to 36,500 is needed"),
        ("keep_days = 40000", "a number of days from 0"),
        ("keep_days = 1.5", "a whole number is needed"),
        ("keep_dais = 3", "Did you mean 'keep_days'?"),
        ('files = "yes"', "true or false is needed"),
    ],
)
def test_a_wrong_time_to_keep_is_told(text, what):
    assert what in wrong(f"[extracts]\n{text}\n")


def test_a_class_stays_out_of_the_warehouse_unless_it_says_otherwise():
    assert read_policy(entry("[classes.x]")).classes["x"] == PersonalClass("x")
    assert not PersonalClass("x").analytic


def test_without_a_policy_there_are_no_classes():
    assert read_policy(entry("")).classes == {}


def test_a_basis_is_one_of_the_six_of_the_law():
    assert len(BASES) == 6
    assert "classes.x.basis: 'consnt' is not one of" in wrong('[classes.x]\nbasis = "consnt"')


def test_a_role_sees_known_classes_only():
    text = "[classes.location]\n[roles.a]\nsees = ['locaton']"
    assert "roles.a.sees: nothing is called 'locaton'. Did you mean 'location'?" in wrong(text)


def test_a_role_sees_rows_by_table():
    text = "[roles.a]\nrows.shop.land = ['FR', 'BE']\nrows.shop.floor = 1\nrows.plan = 'none'"
    role = read_policy(entry(text)).roles["a"]
    assert role.members == {"shop": {"land": ("FR", "BE"), "floor": (1,)}}
    assert role.facts == {"plan": "none"}


def test_rows_of_nothing_are_told():
    assert "roles.a.rows: name a table" in wrong("[roles.a]\nrows = {}")
    assert "roles.a.rows.shop: name a column" in wrong("[roles.a]\nrows.shop = {}")
    assert "roles.a.rows: a table is needed" in wrong("[roles.a]\nrows = 'all'")


def test_unknown_keys_are_told():
    assert "Did you mean 'analytic'?" in wrong("[classes.x]\nanalitic = true")
    assert "Did you mean 'classes'?" in wrong("[class.x]")
    assert "classes.x.keep_months: a whole number" in wrong('[classes.x]\nkeep_months = "36"')
