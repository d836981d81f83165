"""What a file for a CI service runs, as JSON: {"JOB": ["script", ...]} without the steps that install sgc. Reads the
files for GitHub Actions and for GitLab, and demands of each what the service does."""
import json
import sys

import yaml


def github(document):
    assert "name" in document and True in document, "YAML 1.1 reads `on` as true"
    for name, job in document["jobs"].items():
        assert job["runs-on"], name
        for step in job["steps"]:
            assert ("run" in step) != ("uses" in step), step
        yield name, [step["run"] for step in job["steps"] if "run" in step and "Install" not in step["name"]]


def gitlab(document):
    jobs = {name: job for name, job in document.items() if isinstance(job, dict) and "script" in job}
    for name, job in jobs.items():
        assert job["stage"] in document["stages"], name
        assert job["extends"] in document, name
        yield name, ["\n".join(job["script"])]


document = yaml.safe_load(open(sys.argv[1], encoding="utf-8"))
reader = github if "jobs" in document else gitlab
environment = document.get("env") or document.get("variables")
print(json.dumps({"environment": environment, "jobs": dict(reader(document))}))
