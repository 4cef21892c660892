"""A software bill of materials: an SPDX 2.3 document in JSON."""
import base64
import hashlib
import json
import re
import urllib.parse

import debian

# Debian's short names for licences that SPDX's list has under another name. What is in neither is a LicenseRef.
SPDX_NAMES = {"expat": "MIT", "bsd-2-clause": "BSD-2-Clause", "bsd-3-clause": "BSD-3-Clause", "zlib": "Zlib", "apache-2.0": "Apache-2.0",
              "bsl-1.0": "BSL-1.0", "x11": "X11", "gpl-2": "GPL-2.0-only", "gpl-2+": "GPL-2.0-or-later", "gpl-3+": "GPL-3.0-or-later",
              "lgpl-3+": "LGPL-3.0-or-later", "lgpl-2.1+": "LGPL-2.1-or-later", "mpl-2.0": "MPL-2.0", "cc0-1.0": "CC0-1.0"}
TOOL = "Tool: eni-trunking packaging"


class Document:
    """Packages and their relations, and the artifact that the document describes."""

    def __init__(self, artifact, content, version, created):
        """@param artifact  the file's name. @param content  its bytes. @param created  RFC 3339"""
        self._packages = {}
        self._relations = []
        self._references = {}
        digest = hashlib.sha256(content).hexdigest()
        self.root = self._add({"name": artifact, "SPDXID": "SPDXRef-Artifact", "versionInfo": version,
                               "packageFileName": artifact, "downloadLocation": "NOASSERTION", "filesAnalyzed": False,
                               "checksums": [{"algorithm": "SHA256", "checksumValue": digest}], "licenseConcluded": "NOASSERTION",
                               "licenseDeclared": "Apache-2.0", "copyrightText": "NOASSERTION"})
        self._head = {"spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0", "SPDXID": "SPDXRef-DOCUMENT", "name": artifact,
                      "documentNamespace": f"https://spdx.org/spdxdocs/{artifact}-{digest}",
                      "creationInfo": {"created": created, "creators": [TOOL]}}
        self.relate("SPDXRef-DOCUMENT", "DESCRIBES", self.root)

    def relate(self, what, how, other, comment=""):
        relation = {"spdxElementId": what, "relationshipType": how, "relatedSpdxElement": other}
        if comment:
            relation["comment"] = comment
        if relation not in self._relations:
            self._relations.append(relation)

    def add_own(self, name, version):
        """A part of the project itself. @return  its id"""
        return self._add(_package(name, version, "Apache-2.0", "own", copyrightText="Copyright 2026 the authors of eni-trunking"))

    def add_debian(self, package):
        """@return  the package's id"""
        licence = debian.licence(package)
        comments = [f"Debian's copyright file names: {', '.join(licence.mentioned)}"] if licence.mentioned else []
        comments.append(f"See /usr/share/doc/{package.name}/copyright")
        return self._add(_package(
            package.name, package.version, self._expression(package, licence.name), "deb-" + package.architecture,
            supplier="Organization: Debian", sourceInfo=f"built from {package.source} {package.source_version}",
            licenseComments=". ".join(comments) + ".",
            externalRefs=[_purl(f"pkg:deb/debian/{package.name}@{_quoted(package.version)}?arch={package.architecture}")]))

    def add_npm(self, name, locked):
        """@param locked  the package's row in a package-lock.json. @return  the package's id"""
        return self._add(_package(
            name, locked["version"], locked.get("license", "NOASSERTION"), "npm",
            externalRefs=[_purl(f"pkg:npm/{_quoted(name)}@{locked['version']}")], checksums=_checksums(locked.get("integrity", ""))))

    def text(self):
        licences = [self._references[reference] for reference in sorted(self._references)]
        document = {**self._head, "packages": list(self._packages.values()), "relationships": self._relations}
        if licences:
            document["hasExtractedLicensingInfos"] = licences
        return json.dumps(document, indent=1) + "\n"

    def _add(self, package):
        self._packages.setdefault(package["SPDXID"], package)
        return package["SPDXID"]

    def _expression(self, package, names):
        """Debian's "BSD-3-clause or GPL-2" as SPDX writes it: "BSD-3-Clause OR GPL-2.0-only"."""
        if not names:
            return "NOASSERTION"
        words = re.split(r",? +(or|and) +", names)
        return " ".join(word.upper() if word in {"or", "and"} else self._licence_id(package, word) for word in words)

    def _licence_id(self, package, name):
        if name.lower() in SPDX_NAMES:
            return SPDX_NAMES[name.lower()]
        reference = "LicenseRef-" + re.sub(r"[^A-Za-z0-9.-]+", "-", f"{package.source}-{name}")
        self._references[reference] = {"licenseId": reference, "name": name, "extractedText": debian.licence_text(package, name)}
        return reference


def _package(name, version, licence, kind, **more):
    fields = {"name": name, "SPDXID": "SPDXRef-" + re.sub(r"[^A-Za-z0-9.-]+", "-", f"{kind}-{name}-{version}"), "versionInfo": version,
              "downloadLocation": "NOASSERTION", "filesAnalyzed": False, "licenseConcluded": "NOASSERTION", "licenseDeclared": licence,
              "copyrightText": "NOASSERTION", **more}
    return {key: value for key, value in fields.items() if value != []}


def _purl(locator):
    return {"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": locator}


def _quoted(text):
    return urllib.parse.quote(text, safe="/.")


def _checksums(integrity):
    """Of Subresource Integrity, "sha512-BASE64"."""
    algorithm, _, digest = integrity.partition("-")
    if not digest:
        return []
    return [{"algorithm": algorithm.upper(), "checksumValue": base64.b64decode(digest).hex()}]
