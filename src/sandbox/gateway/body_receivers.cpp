#include "sandbox/gateway/body_receivers.h"

namespace eni::sandbox {

std::unique_ptr<net::BodyReceiver> BodyReceivers::choose(const net::Request& head) const {
  for (const Row& row : rows_) {
    if (!head.path().starts_with(row.prefix) || env_.gateway.check_head(head)) continue;
    if (auto receiver = row.choose(head)) return receiver;
  }
  return nullptr;
}

}  // namespace eni::sandbox
