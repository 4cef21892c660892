#pragma once
/// Pages whose requests have bodies that are not to be in memory.
#include <functional>
#include <string_view>
#include <vector>

#include "sandbox/gateway/gateway.h"

namespace eni::sandbox {

class BodyReceivers final : public Component {
 public:
  using Choose = std::function<std::unique_ptr<net::BodyReceiver>(const net::Request& head)>;

  explicit BodyReceivers(Environment& environment) : env_{environment} {}

  /// @param prefix  of the path, as that of the page
  /// @param choose  who takes the body of such a request, and answers it in place of the page; null if it is to be in memory
  void add(std::string_view prefix, Choose choose) { rows_.push_back({prefix, std::move(choose)}); }

  /// For the server. Null for all other requests, and for those that the gateway refuses by their header.
  std::unique_ptr<net::BodyReceiver> choose(const net::Request& head) const;

 private:
  struct Row {
    std::string_view prefix;
    Choose choose;
  };
  Environment& env_;
  std::vector<Row> rows_;
};

}  // namespace eni::sandbox
