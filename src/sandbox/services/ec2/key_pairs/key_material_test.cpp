#include "sandbox/services/ec2/key_pairs/key_material.h"

#include <gtest/gtest.h>

namespace eni::sandbox::ec2_service {
namespace {

TEST(KeyMaterial, MadeKeysCanBeImported) {
  for (const KeyType type : {KeyType::kRsa, KeyType::kEd25519}) {
    const KeyMaterial made = make_key(type);
    EXPECT_TRUE(made.private_key.starts_with(type == KeyType::kRsa
                                                 ? "-----BEGIN RSA PRIVATE KEY-----\n"
                                                 : "-----BEGIN OPENSSH PRIVATE KEY-----\n"));
    const auto read = read_public_key(made.public_key + " someone@example.com\n");
    ASSERT_TRUE(read.has_value());
    EXPECT_EQ(read->type, type);
    EXPECT_EQ(read->material.public_key, made.public_key);
    EXPECT_EQ(read->material.fingerprint.size(), type == KeyType::kRsa ? 47u : 44u);
    EXPECT_EQ(made.fingerprint.size(), type == KeyType::kRsa ? 59u : 44u);
  }
}

/// One key, as ssh-keygen writes it in each form (-e -m RFC4716, -e -m PKCS8 without its PEM lines).
constexpr const char* kEd25519Line =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl";
constexpr const char* kForms[] = {
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl me@here\n",
    "---- BEGIN SSH2 PUBLIC KEY ----\n"
    "AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl\n"
    "---- END SSH2 PUBLIC KEY ----\n",
    "---- BEGIN SSH2 PUBLIC KEY ----\r\n"
    "Comment: \"a comment that \\\r\n"
    "goes on\"\r\n"
    "AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoq\r\n"
    "KLsabgH5C9okWi0dh2l9GKJl\r\n"
    "---- END SSH2 PUBLIC KEY ----\r\n",
    "MCowBQYDK2VwAyEA4yqqeRXOubRJ0bpQ6ioouxpuAfkL2iRaLR2HaX0YomU=",
};

TEST(KeyMaterial, IsReadInEachFormThatIsImported) {
  for (const char* text : kForms) {
    const auto read = read_public_key(text);
    ASSERT_TRUE(read.has_value()) << text;
    EXPECT_EQ(read->type, KeyType::kEd25519);
    EXPECT_EQ(read->material.public_key, kEd25519Line) << text;
  }
}

TEST(KeyMaterial, OfOtherFormsIsNotRead) {
  for (const char* text :
       {"", "ssh-rsa", "ssh-rsa !!!", "ssh-rsa AAAA", "ecdsa-sha2-nistp256 AAAA",
        "-----BEGIN PUBLIC KEY-----", "---- BEGIN SSH2 PUBLIC KEY ----\nAAAAC3NzaC1lZDI1NTE5AAAAIOMq\n",
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAAA=="}) {
    EXPECT_FALSE(read_public_key(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace eni::sandbox::ec2_service
