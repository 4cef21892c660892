#include "net/trust_store.h"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>
#include <memory>
#include <openssl/pem.h>
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

}  // namespace
}  // namespace eni::net
