#include "sandbox/services/ec2/key_pairs/key_material.h"

#include <gtest/gtest.h>

namespace eni::sandbox::ec2_service {
namespace {

TEST(KeyMaterial, MadeKeysCanBeImported) {
  for (const KeyType type : {KeyType::kRsa, KeyType::kEd25519}) {
    const KeyMaterial made = make_key(type);
    EXPECT_TRUE(made.private_key.starts_with("-----BEGIN PRIVATE KEY-----\n"));
    const auto read = read_public_key(made.public_key + " someone@example.com\n");
    ASSERT_TRUE(read.has_value());
    EXPECT_EQ(read->type, type);
    EXPECT_EQ(read->material.public_key, made.public_key);
    EXPECT_EQ(read->material.fingerprint.size(), type == KeyType::kRsa ? 47u : 44u);
    EXPECT_EQ(made.fingerprint.size(), type == KeyType::kRsa ? 59u : 44u);
  }
}

TEST(KeyMaterial, OfOtherFormsIsNotRead) {
  for (const char* text : {"", "ssh-rsa", "ssh-rsa !!!", "ssh-rsa AAAA", "ecdsa-sha2-nistp256 AAAA",
                           "-----BEGIN PUBLIC KEY-----", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAAA=="}) {
    EXPECT_FALSE(read_public_key(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace eni::sandbox::ec2_service
