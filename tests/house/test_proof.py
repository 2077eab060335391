"""The verifier runs on plain Python."""

from tests.house import rules_proof, tree
from tests.house.tree import Source


def test_the_verifier_needs_only_python() -> None:
    sources = {source.path: source for source in tree.python("src")}
    if rules_proof.VERIFIER in sources:
        tree.expect_none(rules_proof.verifier_needs(sources))


def test_a_library_is_caught_directly_and_behind_our_own_files() -> None:
    room = "src/fairwell/proof"
    files = {
        f"{room}/verify.py": "import json\nimport rfc8785\nfrom fairwell.proof import tree\n",
        f"{room}/tree.py": "import hashlib\nfrom fairwell.models import LogLeaf\n",
        "src/fairwell/models/__init__.py": "",
    }
    found = rules_proof.verifier_needs({path: Source(path, text) for path, text in files.items()})
    assert [offence.split(": ")[0] for offence in found] == [
        f"{room}/verify.py:2",
        f"{room}/tree.py:2",
    ]
