#pragma once
/// The certificate authorities a TLS client trusts, of which only those are decoded that a server's chain
/// names: OpenSSL needs 20 ms for a whole bundle, longer than all else the Lambda function does.
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

struct x509_store_ctx_st;

namespace eni::net {

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
  /// from SSL_CTX_set_cert_verify_callback. @return whether it is to be trusted; the reason why not is in
  /// `context`
  bool verify(x509_store_ctx_st* context) const;

 private:
  /// Where a certificate's base64 text is in the bundle.
  struct Block {
    std::size_t begin;
    std::size_t size;
  };

  std::string_view text_of(const Block& block) const {
    return std::string_view{bundle_}.substr(block.begin, block.size);
  }
  void add_named_authorities(x509_store_ctx_st* context) const;
  void add_all(x509_store_ctx_st* context) const;

  std::string bundle_;
  std::vector<Block> certificates_;
  std::multimap<std::string, std::size_t> by_subject_;  ///< DER of the subject's name
};

/// The DER of the subject's name inside a DER certificate, of which the end may be missing; empty if it cannot be
/// found. For TrustStore and its test.
std::string_view subject_of(std::string_view certificate);

}  // namespace eni::net
