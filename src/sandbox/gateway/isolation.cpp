#include "sandbox/gateway/isolation.h"

#include <filesystem>
#include <fstream>

#include "net/trust_store.h"
#include "sandbox/gateway/gateway.h"

namespace eni::sandbox {
namespace {

/// Trying takes some milliseconds of processor time, which the first requests are not to wait for.
constexpr Duration kBeforeTrying = std::chrono::milliseconds{200};

/// PEM of `own` and of the machine's authorities, in a file that everybody may read.
Result<std::string> write_authorities(const std::string& directory, const std::string& own) {
  namespace fs = std::filesystem;
  std::string path = directory + "/authorities.pem";
  std::ofstream file{path, std::ios::binary | std::ios::trunc};
  file << own;
  if (const auto bundle = net::TrustStore::find_bundle("")) file << std::ifstream{*bundle}.rdbuf();
  file.close();
  std::error_code error;
  fs::permissions(
      path, fs::perms::owner_read | fs::perms::owner_write | fs::perms::group_read | fs::perms::others_read,
      error);
  if (!file || error) return Error{"cannot write " + path, "check the disk's free space"};
  return path;
}

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
    ENI_TRY(std::string file, write_authorities(env_.settings.work_directory, authority->certificate()));
    identity_ = TlsIdentity{authority->certificate(), std::move(file), std::move(certificate)};
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
