"""The workflows' promises to people who open pull requests from forks."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
FLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


@pytest.mark.parametrize("path", FLOWS, ids=lambda path: path.name)
def test_nothing_that_a_fork_could_abuse(path: Path) -> None:
    flow = yaml.safe_load(path.read_text("utf-8"))
    triggers = flow[True]  # YAML 1.1 reads the key "on" as a boolean
    names = {triggers} if isinstance(triggers, str) else set(triggers)
    assert names <= {"push", "pull_request", "schedule", "workflow_dispatch"}
    assert flow["permissions"] == {"contents": "read"}
    assert "secrets." not in path.read_text("utf-8")
    for job in flow["jobs"].values():
        assert "pull_request" not in names or "permissions" not in job
        for step in job["steps"]:
            assert "${{" not in step.get("run", "")


def test_the_hook_checks() -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    assert (hook["entry"], hook["pass_filenames"]) == ("flashcards check", False)
