#pragma once
/// The part of the sandbox that shuts other people's programs off from the machine; Lambda's functions and the hosts' user data
/// run in what it makes.
#include <memory>
#include <optional>
#include <string>

#include "net/certificate_authority.h"
#include "sandbox/gateway/call.h"
#include "sandbox/isolation/jail.h"

namespace eni::sandbox {

/// How the sandbox shows itself to https clients in jails.
struct TlsIdentity {
  std::string authority;  ///< PEM; what they are to trust
  std::string
      authorities_file;  ///< it and the machine's own; for jails to show, for a copy each costs milliseconds
  net::ServerCertificate certificate;  ///< for the loopback's names and addresses
};

class Isolation final : public Component {
 public:
  Isolation(Environment& environment, std::unique_ptr<isolation::Jails> jails)
      : env_{environment}, jails_{std::move(jails)} {}

  /// Finds out, a moment later, what the kernel allows, and logs it.
  void start() override;

  /// Jails, if they can be made here.
  Task<isolation::Jails*> available();
  /// Made at the first use, for this run.
  Result<const TlsIdentity*> tls_identity();
  /// Why not, and what would allow it; as it was found out last.
  const isolation::Support& support() const { return support_; }

 private:
  Task<void> announce();

  Environment& env_;
  std::unique_ptr<isolation::Jails> jails_;
  isolation::Support support_;
  std::optional<TlsIdentity> identity_;
};

/// Those of the sandbox; none where it was started without the component, as in unit tests, or where the kernel allows none.
Task<isolation::Jails*> available_jails(Environment& environment);

}  // namespace eni::sandbox
