"""`eni-trunking image`, as far as a sandbox without containers answers it. What it loads where tasks run is tested where they run."""
import io
import tarfile

import pytest

import command_runs

pytestmark = pytest.mark.sandbox_only("images are a sandbox's")

REFUSED = 3
NO_CONTAINERS = ("eni-trunking: this sandbox runs no containers, so it has no images\n"
                 "  start it with: eni-trunking sandbox --run auto\n")


def archive(path, megabytes):
    with tarfile.open(path, "w") as tar:
        member = tarfile.TarInfo("layer.tar")
        member.size = megabytes << 20
        tar.addfile(member, io.BytesIO(bytes(member.size)))
    return path


@pytest.mark.parametrize("arguments", [["list"], ["remove", "web:1"], ["prune"]])
def test_a_sandbox_without_containers_has_no_images(sandbox, credentials, tmp_path, arguments):
    done = command_runs.run(sandbox, credentials, tmp_path, "image", *arguments, expect=REFUSED)
    assert (done.stdout, done.stderr) == ("", NO_CONTAINERS)


def test_an_archive_is_refused_before_it_is_sent(sandbox, credentials, tmp_path):
    done = command_runs.run(sandbox, credentials, tmp_path, "image", "load", archive(tmp_path / "web.tar", 100), expect=REFUSED)
    assert done.stderr == NO_CONTAINERS


def test_a_folder_is_refused_likewise(sandbox, credentials, tmp_path):
    (tmp_path / "layout" / "blobs").mkdir(parents=True)
    (tmp_path / "layout" / "index.json").write_text("{}")
    (tmp_path / "layout" / "blobs" / "large").write_bytes(bytes(10 << 20))
    done = command_runs.run(sandbox, credentials, tmp_path, "image", "load", tmp_path / "layout", expect=REFUSED)
    assert done.stderr == NO_CONTAINERS
