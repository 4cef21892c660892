#include "net/certificate_authority.h"

#include <boost/asio/ip/address.hpp>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include "base/deleter.h"

namespace eni::net {
namespace {

using Key = std::unique_ptr<EVP_PKEY, Deleter<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Deleter<X509_free>>;
using Memory = std::unique_ptr<BIO, Deleter<BIO_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Deleter<X509_EXTENSION_free>>;

constexpr std::chrono::hours kBefore{24};
constexpr std::chrono::hours kValid{24 * 365};

Error openssl_error(const std::string& what) {
  char text[256] = "no reason given";
  if (const unsigned long code = ERR_get_error()) ERR_error_string_n(code, text, sizeof text);
  return {what + ": " + text, ""};
}

std::string text_of(const Memory& memory) {
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(memory.get(), &bytes);
  return {bytes, static_cast<std::size_t>(size)};
}

std::string pem_of(X509* certificate) {
  const Memory memory{BIO_new(BIO_s_mem())};
  PEM_write_bio_X509(memory.get(), certificate);
  return text_of(memory);
}

std::string pem_of(EVP_PKEY* key) {
  const Memory memory{BIO_new(BIO_s_mem())};
  PEM_write_bio_PrivateKey(memory.get(), key, nullptr, nullptr, 0, nullptr, nullptr);
  return text_of(memory);
}

bool add_extension(X509* certificate, X509* issuer, int name, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const Extension extension{X509V3_EXT_conf_nid(nullptr, &context, name, value.c_str())};
  return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

bool set_random_serial(X509* certificate) {
  std::uint64_t number = 0;
  if (RAND_bytes(reinterpret_cast<unsigned char*>(&number), sizeof number) != 1) return false;
  return ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), number >> 1) == 1;
}

/// Without extensions and signature.
Certificate blank(EVP_PKEY* key, const std::string& common_name, TimePoint now) {
  Certificate certificate{X509_new()};
  X509_set_version(certificate.get(), X509_VERSION_3);
  const auto seconds = [](TimePoint time) { return std::chrono::system_clock::to_time_t(time); };
  ASN1_TIME_set(X509_getm_notBefore(certificate.get()), seconds(now - kBefore));
  ASN1_TIME_set(X509_getm_notAfter(certificate.get()), seconds(now + kValid));
  X509_set_pubkey(certificate.get(), key);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(common_name.c_str()), -1, -1, 0);
  set_random_serial(certificate.get());
  return certificate;
}

std::string alternative_names(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) {
    boost::system::error_code error;
    boost::asio::ip::make_address(name, error);
    text.append(text.empty() ? "" : ",").append(error ? "DNS:" : "IP:").append(name);
  }
  return text;
}

class OpensslAuthority final : public CertificateAuthority {
 public:
  OpensslAuthority(Key key, Certificate certificate, TimePoint now)
      : key_{std::move(key)},
        certificate_{std::move(certificate)},
        pem_{pem_of(certificate_.get())},
        now_{now} {}

  const std::string& certificate() const override { return pem_; }

  Result<ServerCertificate> issue(const std::vector<std::string>& names) const override {
    const Key key{EVP_EC_gen("P-256")};
    if (!key) return openssl_error("cannot make a key");
    const Certificate leaf = blank(key.get(), names.at(0), now_);
    X509_set_issuer_name(leaf.get(), X509_get_subject_name(certificate_.get()));
    const bool extended =
        add_extension(leaf.get(), certificate_.get(), NID_basic_constraints, "critical,CA:FALSE") &&
        add_extension(leaf.get(), certificate_.get(), NID_key_usage, "critical,digitalSignature") &&
        add_extension(leaf.get(), certificate_.get(), NID_ext_key_usage, "serverAuth") &&
        add_extension(leaf.get(), certificate_.get(), NID_subject_key_identifier, "hash") &&
        add_extension(leaf.get(), certificate_.get(), NID_authority_key_identifier, "keyid") &&
        add_extension(leaf.get(), certificate_.get(), NID_subject_alt_name, alternative_names(names));
    if (!extended || X509_sign(leaf.get(), key_.get(), EVP_sha256()) == 0)
      return openssl_error("cannot make a certificate for " + names.at(0));
    return ServerCertificate{pem_of(leaf.get()) + pem_, pem_of(key.get())};
  }

 private:
  Key key_;
  Certificate certificate_;
  std::string pem_;
  TimePoint now_;
};

}  // namespace

Result<std::unique_ptr<CertificateAuthority>> CertificateAuthority::make(TimePoint now) {
  Key key{EVP_EC_gen("P-256")};
  if (!key) return openssl_error("cannot make a key");
  Certificate own = blank(key.get(), "eni-trunking sandbox, this run", now);
  X509_set_issuer_name(own.get(), X509_get_subject_name(own.get()));
  const bool extended =
      add_extension(own.get(), own.get(), NID_basic_constraints, "critical,CA:TRUE,pathlen:0") &&
      add_extension(own.get(), own.get(), NID_key_usage, "critical,keyCertSign,cRLSign") &&
      add_extension(own.get(), own.get(), NID_subject_key_identifier, "hash");
  if (!extended || X509_sign(own.get(), key.get(), EVP_sha256()) == 0)
    return openssl_error("cannot make a certificate authority");
  return std::unique_ptr<CertificateAuthority>{
      std::make_unique<OpensslAuthority>(std::move(key), std::move(own), now)};
}

}  // namespace eni::net
