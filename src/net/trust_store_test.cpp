#include "net/trust_store.h"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>
#include <memory>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <unistd.h>

namespace eni::net {
namespace {

/// A file that is gone with the test.
struct TemporaryFile {
  explicit TemporaryFile(const std::string& text)
      : path{testing::TempDir() + "eni-bundle-" + std::to_string(::getpid())} {
    std::ofstream{path} << text;
  }
  ~TemporaryFile() { std::remove(path.c_str()); }
  std::string path;
};

TEST(TrustStore, FindsEverySubjectThatOpenSslFindsInTheSystemsBundle) {
  const char* usual = "/etc/ssl/certs/ca-certificates.crt";
  std::FILE* file = std::fopen(usual, "r");
  if (!file) GTEST_SKIP() << "no " << usual;
  std::size_t count = 0;
  while (X509* certificate = PEM_read_X509(file, nullptr, nullptr, nullptr)) {
    ++count;
    unsigned char* whole = nullptr;
    unsigned char* name = nullptr;
    const int whole_size = i2d_X509(certificate, &whole);
    const int name_size = i2d_X509_NAME(X509_get_subject_name(certificate), &name);
    const std::string der(reinterpret_cast<char*>(whole), static_cast<std::size_t>(whole_size));
    const std::string subject(reinterpret_cast<char*>(name), static_cast<std::size_t>(name_size));
    EXPECT_EQ(subject_of(der), subject);
    OPENSSL_free(whole);
    OPENSSL_free(name);
    X509_free(certificate);
  }
  std::fclose(file);
  const auto store = TrustStore::load(usual);
  ASSERT_TRUE(store.has_value());
  EXPECT_EQ(store->size(), count);
}

TEST(TrustStore, SaysWhatIsWrongWithABundle) {
  EXPECT_EQ(TrustStore::load("/nowhere/bundle.pem").error().message,
            "cannot read certificate authorities from /nowhere/bundle.pem");
  for (const char* text : {"", "no certificate", "-----BEGIN CERTIFICATE-----\n",
                           "-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----\n",
                           "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"}) {
    const TemporaryFile file{text};
    const auto store = TrustStore::load(file.path);
    ASSERT_TRUE(store.has_error()) << text;
    EXPECT_EQ(store.error().message, "no certificate in " + file.path);
  }
}

TEST(TrustStore, ThePlaceConfiguredComesBeforeTheEnvironmentAndTheUsualOnes) {
  ::setenv("SSL_CERT_FILE", "/from/the/environment.pem", 1);
  EXPECT_EQ(TrustStore::find_bundle("/configured.pem").value(), "/configured.pem");
  EXPECT_EQ(TrustStore::find_bundle("").value(), "/from/the/environment.pem");
  ::unsetenv("SSL_CERT_FILE");
}

// ---- chains -------------------------------------------------------------------------------------------------

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

Key new_key() { return {EVP_EC_gen("P-256"), &EVP_PKEY_free}; }

enum class Kind { kAuthority, kServer };

/// A certificate to be made. Names are common names.
struct Draft {
  std::string subject;
  EVP_PKEY* key;
  std::string issuer;
  EVP_PKEY* issuer_key;
  Kind kind = Kind::kAuthority;
  int first_day = -1;  ///< from today
  int last_day = 1;
  int name_type = MBSTRING_ASC;  ///< of the subject
};

void set_name(X509_NAME* name, const std::string& text, int type) {
  X509_NAME_add_entry_by_txt(name, "CN", type, reinterpret_cast<const unsigned char*>(text.c_str()), -1, -1,
                             0);
}

/// What tells a key from that of a namesake.
ASN1_OCTET_STRING* key_identifier(EVP_PKEY* key) {
  const X509Pointer holder{X509_new()};
  X509_set_pubkey(holder.get(), key);
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  X509_pubkey_digest(holder.get(), EVP_sha1(), digest, &size);
  ASN1_OCTET_STRING* identifier = ASN1_OCTET_STRING_new();
  ASN1_OCTET_STRING_set(identifier, digest, static_cast<int>(size));
  return identifier;
}

void add_key_identifiers(X509* certificate, EVP_PKEY* key, EVP_PKEY* issuer_key) {
  ASN1_OCTET_STRING* subject = key_identifier(key);
  X509_add1_ext_i2d(certificate, NID_subject_key_identifier, subject, 0, 0);
  ASN1_OCTET_STRING_free(subject);
  AUTHORITY_KEYID* issuer = AUTHORITY_KEYID_new();
  issuer->keyid = key_identifier(issuer_key);
  X509_add1_ext_i2d(certificate, NID_authority_key_identifier, issuer, 0, 0);
  AUTHORITY_KEYID_free(issuer);
}

X509Pointer issue(const Draft& draft) {
  static long serial = 0;
  constexpr int kSecondsADay = 86400;
  X509Pointer made{X509_new()};
  X509_set_version(made.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(made.get()), ++serial);
  set_name(X509_get_subject_name(made.get()), draft.subject, draft.name_type);
  set_name(X509_get_issuer_name(made.get()), draft.issuer, MBSTRING_ASC);
  X509_gmtime_adj(X509_getm_notBefore(made.get()), draft.first_day * kSecondsADay);
  X509_gmtime_adj(X509_getm_notAfter(made.get()), draft.last_day * kSecondsADay);
  X509_set_pubkey(made.get(), draft.key);
  X509_EXTENSION* constraint =
      X509V3_EXT_conf_nid(nullptr, nullptr, NID_basic_constraints,
                          draft.kind == Kind::kAuthority ? "critical,CA:TRUE" : "CA:FALSE");
  X509_add_ext(made.get(), constraint, -1);
  X509_EXTENSION_free(constraint);
  add_key_identifiers(made.get(), draft.key, draft.issuer_key);
  X509_sign(made.get(), draft.issuer_key, EVP_sha256());
  return made;
}

std::string pem(X509* certificate) {
  BIO* out = BIO_new(BIO_s_mem());
  PEM_write_bio_X509(out, certificate);
  char* text = nullptr;
  const long size = BIO_get_mem_data(out, &text);
  std::string copy(text, static_cast<std::size_t>(size));
  BIO_free(out);
  return copy;
}

/// A copy of which the signature's last byte is another one.
X509Pointer tamper(X509* certificate) {
  unsigned char* der = nullptr;
  const int size = i2d_X509(certificate, &der);
  der[size - 1] ^= 1;
  const unsigned char* at = der;
  X509Pointer copy{d2i_X509(nullptr, &at, size)};
  OPENSSL_free(der);
  return copy;
}

/// The text of `certificate` with its base64 body changed by `change`.
template <class Change>
std::string damaged(X509* certificate, Change change) {
  const std::string whole = pem(certificate);
  const std::size_t begin = whole.find('\n') + 1;
  std::string body = whole.substr(begin, whole.rfind("-----END") - begin);
  change(body);
  return whole.substr(0, begin) + body + "-----END CERTIFICATE-----\n";
}

std::string with_line_ends(const std::string& text, const std::string& end) {
  std::string out;
  for (char each : text) out += each == '\n' ? end : std::string(1, each);
  return out;
}

/// X509_V_OK, or why `leaf` is refused by a store that `verify` fills.
template <class Verify>
int verdict(X509* leaf, const std::vector<X509*>& sent, Verify verify) {
  X509_STORE* store = X509_STORE_new();
  X509_STORE_CTX* context = X509_STORE_CTX_new();
  STACK_OF(X509)* others = sk_X509_new_null();
  for (X509* each : sent) sk_X509_push(others, each);
  X509_STORE_CTX_init(context, store, leaf, others);
  const bool is_trusted = verify(context);
  const int problem = X509_STORE_CTX_get_error(context);
  EXPECT_EQ(is_trusted, problem == X509_V_OK);
  X509_STORE_CTX_free(context);
  sk_X509_free(others);
  X509_STORE_free(store);
  return problem;
}

/// With the whole bundle decoded by OpenSSL.
int verdict_of_openssl(const std::string& file, X509* leaf, const std::vector<X509*>& sent) {
  return verdict(leaf, sent, [&](X509_STORE_CTX* context) {
    std::FILE* in = std::fopen(file.c_str(), "r");
    while (X509Pointer each{PEM_read_X509(in, nullptr, nullptr, nullptr)})
      X509_STORE_add_cert(X509_STORE_CTX_get0_store(context), each.get());
    std::fclose(in);
    return X509_verify_cert(context) > 0;
  });
}

int verdict_of(TrustStore& store, X509* leaf, const std::vector<X509*>& sent) {
  return verdict(leaf, sent, [&](X509_STORE_CTX* context) { return store.verify(context); });
}

/// Authorities "Old" and "New", "New" also cross-signed by "Old", an intermediate one of "New", and servers.
class Chains : public testing::Test {
 protected:
  const Key old_key = new_key(), key = new_key(), middle_key = new_key(), server_key = new_key(),
            stranger_key = new_key();
  const X509Pointer old_root = issue({"Old", old_key.get(), "Old", old_key.get()});
  const X509Pointer expired_old =
      issue({"Old", old_key.get(), "Old", old_key.get(), Kind::kAuthority, -9, -2});
  const X509Pointer root = issue({"New", key.get(), "New", key.get()});
  const X509Pointer expired_root = issue({"New", key.get(), "New", key.get(), Kind::kAuthority, -9, -2});
  const X509Pointer future_root = issue({"New", key.get(), "New", key.get(), Kind::kAuthority, 2, 9});
  const X509Pointer namesake = issue({"New", stranger_key.get(), "New", stranger_key.get()});
  const X509Pointer no_authority = issue({"New", key.get(), "New", key.get(), Kind::kServer});
  const X509Pointer other_spelling =
      issue({" new ", key.get(), "New", key.get(), Kind::kAuthority, -1, 1, MBSTRING_UTF8});
  const X509Pointer cross = issue({"New", key.get(), "Old", old_key.get()});
  const X509Pointer middle = issue({"Middle", middle_key.get(), "New", key.get()});
  const X509Pointer stranger = issue({"Stranger", stranger_key.get(), "Stranger", stranger_key.get()});
  const X509Pointer server = issue({"a.example", server_key.get(), "New", key.get(), Kind::kServer});
  const X509Pointer expired_server =
      issue({"a.example", server_key.get(), "New", key.get(), Kind::kServer, -9, -2});
  const X509Pointer forged = issue({"a.example", server_key.get(), "New", stranger_key.get(), Kind::kServer});
  const X509Pointer tampered = tamper(server.get());
  const X509Pointer behind_middle =
      issue({"a.example", server_key.get(), "Middle", middle_key.get(), Kind::kServer});
  const X509Pointer alone =
      issue({"a.example", server_key.get(), "a.example", server_key.get(), Kind::kServer});

  std::string own() const { return pem(root.get()); }
  std::string others() const { return pem(stranger.get()) + pem(old_root.get()); }
};

TEST_F(Chains, AreJudgedAsWithTheWholeBundle) {
  constexpr int kNoIssuer = X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY;
  const struct {
    const char* name;
    std::string bundle;
    X509* leaf;
    std::vector<X509*> sent;
    int expected;
  } kCases[] = {
      {"the only authority", own(), server.get(), {}, X509_V_OK},
      {"one of several", others() + own(), server.get(), {}, X509_V_OK},
      {"twice in the bundle", own() + others() + own(), server.get(), {}, X509_V_OK},
      {"comments", "# New\nissued: today\n" + own() + "\nthe end", server.get(), {}, X509_V_OK},
      {"lines that end with CR LF",
       with_line_ends("# New\n" + others() + own(), "\r\n"),
       server.get(),
       {},
       X509_V_OK},
      {"lines that end with spaces", with_line_ends(others() + own(), "  \n"), server.get(), {}, X509_V_OK},
      {"a namesake before it", pem(namesake.get()) + own(), server.get(), {}, X509_V_OK},
      {"a namesake after it", own() + pem(namesake.get()), server.get(), {}, X509_V_OK},
      {"the same, expired, before it", pem(expired_root.get()) + own(), server.get(), {}, X509_V_OK},
      {"the name written otherwise", pem(other_spelling.get()), server.get(), {}, X509_V_OK},
      {"an intermediate one sent", own(), behind_middle.get(), {middle.get()}, X509_V_OK},
      {"an intermediate one in the bundle", own() + pem(middle.get()), behind_middle.get(), {}, X509_V_OK},
      {"the root sent, too", own(), behind_middle.get(), {middle.get(), root.get()}, X509_V_OK},
      {"cross-signed, only the new root known", own(), server.get(), {cross.get()}, X509_V_OK},
      {"cross-signed, only the old root known", pem(old_root.get()), server.get(), {cross.get()}, X509_V_OK},
      {"cross-signed, both known", own() + others(), server.get(), {cross.get()}, X509_V_OK},
      {"the same, the old root expired",
       pem(expired_old.get()) + own(),
       server.get(),
       {cross.get()},
       X509_V_OK},
      {"cross-signed, intermediate",
       pem(old_root.get()),
       behind_middle.get(),
       {middle.get(), cross.get()},
       X509_V_OK},

      {"only a namesake", pem(namesake.get()), server.get(), {}, kNoIssuer},
      {"no authority, but in the bundle", pem(no_authority.get()), server.get(), {}, X509_V_ERR_INVALID_CA},
      {"an expired root", pem(expired_root.get()), server.get(), {}, X509_V_ERR_CERT_HAS_EXPIRED},
      {"a root of the future", pem(future_root.get()), server.get(), {}, X509_V_ERR_CERT_NOT_YET_VALID},
      {"an expired server", own(), expired_server.get(), {}, X509_V_ERR_CERT_HAS_EXPIRED},
      {"signed by a namesake's key", own(), forged.get(), {}, kNoIssuer},
      {"its signature changed", own(), tampered.get(), {}, X509_V_ERR_CERT_SIGNATURE_FAILURE},
      {"the root unknown", others(), server.get(), {}, kNoIssuer},
      {"the root unknown, but sent",
       others(),
       server.get(),
       {root.get()},
       X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN},
      {"an intermediate one missing", own(), behind_middle.get(), {}, kNoIssuer},
      {"cross-signed, neither root known", pem(stranger.get()), server.get(), {cross.get()}, kNoIssuer},
      {"signed by itself", own(), alone.get(), {}, X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT},
  };
  for (const auto& each : kCases) {
    const TemporaryFile file{each.bundle};
    auto store = TrustStore::load(file.path);
    ASSERT_TRUE(store.has_value()) << each.name;
    EXPECT_EQ(verdict_of_openssl(file.path, each.leaf, each.sent), each.expected) << each.name;
    for (const char* time : {"first", "second"})
      EXPECT_EQ(verdict_of(*store, each.leaf, each.sent), each.expected) << each.name << ", " << time;
  }
}

TEST_F(Chains, WhatIsMalformedInABundleIsPassedOver) {
  const struct {
    const char* name;
    std::string text;
  } kCases[] = {
      {"not base64", "-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----\n"},
      {"empty", "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n"},
      {"cut off before the subject", damaged(root.get(), [](std::string& body) { body.resize(60); })},
      {"cut off after the subject", damaged(root.get(), [](std::string& body) { body.resize(240); })},
      {"its end changed",
       damaged(root.get(), [](std::string& body) { body.replace(260, 12, "AAAAAAAAAAAA"); })},
  };
  for (const auto& each : kCases) {
    const TemporaryFile file{each.text + own() + each.text};
    auto store = TrustStore::load(file.path);
    ASSERT_TRUE(store.has_value()) << each.name;
    ERR_clear_error();
    EXPECT_EQ(verdict_of(*store, server.get(), {}), X509_V_OK) << each.name;
    // An error left behind would end the handshake that goes on after this.
    EXPECT_EQ(ERR_peek_error(), 0u) << each.name;
    EXPECT_NE(verdict_of(*store, forged.get(), {}), X509_V_OK) << each.name;
  }
  const TemporaryFile unended{own() + "-----BEGIN CERTIFICATE-----\nMIIB"};
  auto store = TrustStore::load(unended.path);
  EXPECT_EQ(verdict_of(*store, server.get(), {}), X509_V_OK);
}

TEST_F(Chains, AMalformedAuthorityIsNoAuthority) {
  const TemporaryFile file{damaged(root.get(), [](std::string& body) { body.resize(240); }) + others()};
  auto store = TrustStore::load(file.path);
  ASSERT_TRUE(store.has_value());
  EXPECT_EQ(verdict_of(*store, server.get(), {}), X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY);
}

}  // namespace
}  // namespace eni::net
