"""The software bills of materials, by the rules of SPDX 2.3."""
import hashlib
import json
import re
import subprocess

import pytest

from conftest import ROOT


@pytest.fixture(params=["deb", "tarball", "image"])
def artifact(request, packages):
    return getattr(packages, request.param)


@pytest.fixture
def document(artifact):
    return json.loads(artifact.with_name(artifact.name + ".spdx.json").read_text())


def by_name(document):
    out = {}
    for package in document["packages"]:
        out.setdefault(package["name"], []).append(package)
    return out


def relations(document, how):
    names = {package["SPDXID"]: package["name"] for package in document["packages"]}
    return {(names.get(row["spdxElementId"]), names.get(row["relatedSpdxElement"]))
            for row in document["relationships"] if row["relationshipType"] == how}


def test_the_document_has_what_the_format_wants(document):
    assert document["spdxVersion"] == "SPDX-2.3" and document["dataLicense"] == "CC0-1.0" and document["SPDXID"] == "SPDXRef-DOCUMENT"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", document["creationInfo"]["created"])
    assert document["documentNamespace"].startswith("https://")
    ids = [package["SPDXID"] for package in document["packages"]]
    assert len(ids) == len(set(ids))
    for package in document["packages"]:
        assert re.fullmatch(r"SPDXRef-[A-Za-z0-9.-]+", package["SPDXID"])
        assert package["name"] and package["downloadLocation"] and package["filesAnalyzed"] is False
    for row in document["relationships"]:
        assert {row["spdxElementId"], row["relatedSpdxElement"]} <= {*ids, "SPDXRef-DOCUMENT"}


def test_licences_are_named_as_spdx_names_them(document):
    known = {row["licenseId"] for row in document.get("hasExtractedLicensingInfos", [])}
    for package in document["packages"]:
        expression = package["licenseDeclared"]
        assert re.fullmatch(r"[A-Za-z0-9.() +-]+", expression), package["name"]
        assert set(re.findall(r"LicenseRef-[A-Za-z0-9.-]+", expression)) <= known
    for row in document.get("hasExtractedLicensingInfos", []):
        assert len(row["extractedText"]) > 20


def test_it_describes_the_file_beside_it(document, artifact):
    (described,) = [row["relatedSpdxElement"] for row in document["relationships"] if row["relationshipType"] == "DESCRIBES"]
    (package,) = [package for package in document["packages"] if package["SPDXID"] == described]
    assert package["packageFileName"] == artifact.name
    assert package["checksums"] == [{"algorithm": "SHA256", "checksumValue": hashlib.sha256(artifact.read_bytes()).hexdigest()}]


def test_the_project_itself_is_in_it(document):
    assert "eni-trunking" in by_name(document)
    assert "SPDXRef-own-eni-trunking-" in by_name(document)["eni-trunking"][0]["SPDXID"]


def test_linked_packages_have_the_version_that_dpkg_knows(document):
    linked = relations(document, "STATIC_LINK")
    for name in ("libssl-dev", "libsqlite3-dev", "libarchive-dev", "zlib1g-dev", "libpugixml-dev", "libcli11-dev", "libyaml-cpp-dev"):
        assert ("eni-trunking", name) in linked
        known = subprocess.run(["dpkg-query", "--show", "--showformat", "${Version}\n", name], check=True, stdout=subprocess.PIPE,
                               text=True).stdout.split()
        assert by_name(document)[name][0]["versionInfo"] in known
    assert any(other.startswith("libboost") for _, other in linked) and any(other.startswith("libstdc++") for _, other in linked)
    assert ("eni-trunking", "libc6") in relations(document, "DYNAMIC_LINK")
    # Tests are no part of the command, though built in the same folder.
    assert not [name for name in by_name(document) if "gtest" in name or "gmock" in name]


def test_all_that_the_lock_file_pins_is_in_it(document):
    lock = json.loads((ROOT / "runtimes/nodejs/package-lock.json").read_text())["packages"]
    pinned = {(place.rpartition("node_modules/")[2], row["version"], row["license"]) for place, row in lock.items() if place}
    told = {(package["name"], package["versionInfo"], package["licenseDeclared"]) for package in document["packages"]
            if package["SPDXID"].startswith("SPDXRef-npm-")}
    assert told == pinned and len(told) > 50


def test_the_image_names_the_packages_of_its_lower_layer(packages):
    document = json.loads(packages.image.with_name(packages.image.name + ".spdx.json").read_text())
    contained = {other for _, other in relations(document, "CONTAINS")}
    assert {"libc6", "ca-certificates"} <= contained
