#pragma once
/// The certificate authorities a TLS client trusts, of which only those are decoded that a server's chain
/// names: OpenSSL needs 20 ms for a whole bundle, longer than all else the Lambda function does.
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

struct x509_st;
struct x509_store_ctx_st;

namespace eni::net {

/// Frees a certificate of OpenSSL's.
struct X509Free {
  void operator()(x509_st* certificate) const;
};
using X509Pointer = std::unique_ptr<x509_st, X509Free>;

class TrustStore {
 public:
  /// The bundle to use: `configured` if not empty, else SSL_CERT_FILE, else the first that exists of AL2023's
  /// /etc/pki/tls/certs/ca-bundle.crt and Debian's /etc/ssl/certs/ca-certificates.crt.
  /// @error  "no certificate authorities found" with the places looked at
  static Result<std::string> find_bundle(const std::string& configured);

  /// Reads the PEM file and indexes its certificates by subject.
  /// @error  "cannot read certificate authorities from FILE", "no certificate in FILE"
  static Result<TrustStore> load(const std::string& file);

  /// Number of certificates in the bundle.
  std::size_t size() const { return certificates_.size(); }

  /// Verifies the chain of `context`, host name included if it carries one, against this store. To be called
  /// from SSL_CTX_set_cert_verify_callback, by one thread at a time. Leaves OpenSSL's error queue as it was if the
  /// chain is to be trusted, whatever else is in the bundle. @return whether it is; the reason why not is in
  /// `context`
  bool verify(x509_store_ctx_st* context);

 private:
  /// Where a certificate's base64 text is in the bundle.
  struct Block {
    std::size_t begin;
    std::size_t size;
  };

  std::string_view text_of(const Block& block) const {
    return std::string_view{bundle_}.substr(block.begin, block.size);
  }
  void add_named_authorities(x509_store_ctx_st* context);
  void add_all(x509_store_ctx_st* context);
  x509_st* authority(std::size_t index);

  std::string bundle_;
  std::vector<Block> certificates_;
  std::multimap<std::string, std::size_t> by_subject_;  ///< DER of the subject's name
  std::map<std::size_t, X509Pointer> decoded_;          ///< null: malformed
};

/// The DER of the subject's name inside a DER certificate, of which the end may be missing; empty if it cannot be
/// found. For TrustStore and its test.
std::string_view subject_of(std::string_view certificate);

}  // namespace eni::net
