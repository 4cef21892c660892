#pragma once
/// New accounts, which come to be a moment after they were asked for: with the role by which the management account reaches them.
#include <string>

#include "sandbox/gateway/background_work.h"

namespace eni::sandbox::organizations_service {

class AccountCreation final : public Component {
 public:
  explicit AccountCreation(Environment& env);

  /// Takes up requests that a former run left open.
  void start() override;
  /// Makes the account of a request, soon.
  void begin(const std::string& request_id) { requests_.begin(request_id); }

 private:
  Task<void> create(std::string request_id);

  Environment& env_;
  BackgroundWork<std::string> requests_;
};

}  // namespace eni::sandbox::organizations_service
