#pragma once
/// A certificate authority of this run, in memory: for servers on the loopback that clients reach by https.
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace eni::net {

/// Both in PEM.
struct ServerCertificate {
  std::string chain;
  std::string key;
};

class CertificateAuthority {
 public:
  /// EC P-256, valid from a day before `now` for a year.
  /// @error  what OpenSSL says
  static Result<std::unique_ptr<CertificateAuthority>> make(TimePoint now);
  virtual ~CertificateAuthority() = default;

  /// The authority's own certificate in PEM: what clients are to trust.
  virtual const std::string& certificate() const = 0;
  /// @param names  DNS names and IP addresses; the first is the subject's common name
  virtual Result<ServerCertificate> issue(const std::vector<std::string>& names) const = 0;
};

}  // namespace eni::net
