#include "sandbox/gateway/isolation.h"

#include "sandbox/gateway/gateway.h"

namespace eni::sandbox {
namespace {

/// Trying takes some milliseconds of processor time, which the first requests are not to wait for.
constexpr Duration kBeforeTrying = std::chrono::milliseconds{200};

}  // namespace

void Isolation::start() { env_.gateway.spawn(announce()); }

Task<isolation::Jails*> Isolation::available() {
  auto trying = jails_->support();
  support_ = co_await std::move(trying);
  co_return support_.jails ? jails_.get() : nullptr;
}

Task<void> Isolation::announce() {
  co_await sleep_for(env_.scheduler, kBeforeTrying);
  auto trying = available();
  const isolation::Jails* jails = co_await std::move(trying);
  if (jails) {
    env_.log.info("functions and user data run isolated, in namespaces of their own");
  } else {
    env_.log.warn("functions run as you, not isolated; user data beyond its plain forms does not run",
                  {{"reason", support_.reason}, {"remedy", support_.remedy}});
  }
}

Result<const TlsIdentity*> Isolation::tls_identity() {
  if (!identity_) {
    ENI_TRY(const auto authority, net::CertificateAuthority::make(env_.scheduler.now()));
    ENI_TRY(auto certificate, authority->issue({"localhost", "127.0.0.1", "::1"}));
    identity_ = TlsIdentity{authority->certificate(), std::move(certificate)};
  }
  return &*identity_;
}

Task<isolation::Jails*> available_jails(Environment& environment) {
  const auto found = environment.components.find(std::type_index(typeid(Isolation)));
  if (found == environment.components.end()) co_return nullptr;
  auto trying = static_cast<Isolation&>(*found->second).available();
  co_return co_await std::move(trying);
}

}  // namespace eni::sandbox
