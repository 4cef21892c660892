"""EC2: key pairs, made and imported, in the forms that ssh-keygen reads."""
import shutil
import subprocess

import pytest
from instances import error_of, image, launch  # noqa: F401 (fixtures)


@pytest.fixture
def ec2(client):
    return client("ec2")


RFC4716 = b"""---- BEGIN SSH2 PUBLIC KEY ----
Comment: "made elsewhere"
AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl
---- END SSH2 PUBLIC KEY ----
"""


@pytest.mark.skipif(not shutil.which("ssh-keygen"), reason="ssh-keygen is not installed")
@pytest.mark.parametrize("kind, first_line", [("rsa", "-----BEGIN RSA PRIVATE KEY-----"),
                                              ("ed25519", "-----BEGIN OPENSSH PRIVATE KEY-----")])
def test_ssh_keygen_loads_keys(ec2, tmp_path, kind, first_line):
    made = ec2.create_key_pair(KeyName="mine", KeyType=kind)
    assert made["KeyMaterial"].splitlines()[0] == first_line
    file = tmp_path / "key.pem"
    file.touch(mode=0o600)
    file.write_text(made["KeyMaterial"])
    loaded = subprocess.run(["ssh-keygen", "-y", "-f", file], capture_output=True, text=True, check=True).stdout
    public, = ec2.describe_key_pairs(KeyNames=["mine"], IncludePublicKey=True)["KeyPairs"]
    assert loaded.split()[:2] == public["PublicKey"].split()[:2]


def test_key_pair_in_the_form_of_rfc_4716(ec2):
    ec2.import_key_pair(KeyName="theirs", PublicKeyMaterial=RFC4716)
    shown, = ec2.describe_key_pairs(KeyNames=["theirs"], IncludePublicKey=True)["KeyPairs"]
    assert shown["KeyType"] == "ed25519"
    assert shown["PublicKey"].startswith("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl")


def test_key_pairs(ec2, launch):
    made = ec2.create_key_pair(KeyName="mine", KeyType="ed25519")
    assert made["KeyMaterial"].startswith("-----BEGIN OPENSSH PRIVATE KEY-----")
    assert launch(KeyName="mine")["KeyName"] == "mine"
    rsa = ec2.create_key_pair(KeyName="rsa")
    assert rsa["KeyFingerprint"].count(":") == 19
    assert error_of(ec2.create_key_pair, KeyName="mine")["Code"] == "InvalidKeyPair.Duplicate"
    shown, = ec2.describe_key_pairs(KeyNames=["mine"], IncludePublicKey=True)["KeyPairs"]
    assert shown["KeyType"] == "ed25519" and shown["PublicKey"].startswith("ssh-ed25519 ")
    imported = ec2.import_key_pair(KeyName="theirs", PublicKeyMaterial=shown["PublicKey"].encode())
    assert imported["KeyFingerprint"] == made["KeyFingerprint"]
    assert error_of(ec2.import_key_pair, KeyName="bad", PublicKeyMaterial=b"no key")["Code"] == "InvalidKey.Format"
    ec2.delete_key_pair(KeyName="mine")
    ec2.delete_key_pair(KeyName="mine")  # As on AWS, no error.
    assert error_of(ec2.describe_key_pairs, KeyNames=["mine"])["Code"] == "InvalidKeyPair.NotFound"
