#pragma once
/// Places that clients share, so that one who takes all it can get leaves some to the others.
#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "base/clock.h"
#include "sandbox/task_engine/endpoints/request_rate.h"

namespace eni::sandbox::task_engine::endpoints {

/// So many things at a time. A client gets one, and more as long as it has fewer than a quarter of what is free: one that wants
/// everything gets a fifth, and it takes more than a dozen of those until somebody else gets none.
class ClientShares {
  struct Holders;

 public:
  explicit ClientShares(std::size_t total);

  /// One place, until its end. It may outlive the shares.
  class Share {
   public:
    Share(std::shared_ptr<Holders> holders, std::string client);
    ~Share();
    Share(Share&& other) noexcept = default;
    Share& operator=(Share&&) = delete;
    Share(const Share&) = delete;

   private:
    std::shared_ptr<Holders> holders_;
    std::string client_;
  };

  std::optional<Share> take(const std::string& client);
  std::size_t used() const;

 private:
  struct Holders {
    std::map<std::string, std::size_t> held;
    std::size_t used = 0;
  };

  std::size_t total_;
  std::shared_ptr<Holders> holders_ = std::make_shared<Holders>();
};

/// How often each client may ask.
class ClientRates {
 public:
  ClientRates(const Clock& clock, double per_second, double burst);

  /// @return  whether the client may ask now; nobody new may while thousands do
  bool take(const std::string& client);

 private:
  void forget_idle();

  const Clock& clock_;
  double per_second_;
  double burst_;
  std::map<std::string, RequestRate> clients_;
};

}  // namespace eni::sandbox::task_engine::endpoints
