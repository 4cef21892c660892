#include "sandbox/world/netlink/batch.h"

#include <linux/netlink.h>

namespace eni::sandbox::world::netlink {

Batch& Batch::bytes(std::uint16_t type, const void* data, std::size_t size) {
  const nlattr head{static_cast<std::uint16_t>(NLA_HDRLEN + size), type};
  append(&head, sizeof head);
  if (size > 0) append(data, size);
  return *this;
}

Batch& Batch::text(std::uint16_t type, std::string_view value) {
  const std::string ended{value};
  return bytes(type, ended.c_str(), ended.size() + 1);
}

Batch& Batch::nest(std::uint16_t type) {
  nests_.push_back(data_.size());
  return bytes(type | NLA_F_NESTED, nullptr, 0);
}

Batch& Batch::end() {
  const std::size_t at = nests_.back();
  nests_.pop_back();
  const auto size = static_cast<std::uint16_t>(data_.size() - at);
  std::memcpy(data_.data() + at, &size, sizeof size);
  return *this;
}

void Batch::begin(std::uint16_t type, std::uint16_t flags, std::string subject) {
  if (acknowledged_number_ > 0) {
    nlmsghdr before{};
    std::memcpy(&before, data_.data() + acknowledged_, sizeof before);
    before.nlmsg_flags &= static_cast<std::uint16_t>(~NLM_F_ACK);
    std::memcpy(data_.data() + acknowledged_, &before, sizeof before);
  }
  acknowledged_ = data_.size();
  begin_message(type, flags | NLM_F_ACK, std::move(subject));
  acknowledged_number_ = static_cast<std::uint32_t>(subjects_.size());
}

void Batch::begin_message(std::uint16_t type, std::uint16_t flags, std::string subject) {
  message_ = data_.size();
  subjects_.push_back(std::move(subject));
  nlmsghdr head{};
  head.nlmsg_type = type;
  head.nlmsg_flags = static_cast<std::uint16_t>(NLM_F_REQUEST | flags);
  head.nlmsg_seq = static_cast<std::uint32_t>(subjects_.size());
  append(&head, sizeof head);
}

/// With what aligns the next part, which is not of an attribute's length but of its message's.
void Batch::append(const void* data, std::size_t size) {
  data_.append(static_cast<const char*>(data), size);
  data_.resize(NLMSG_ALIGN(data_.size()));
  if (!message_) return;
  const auto length = static_cast<std::uint32_t>(data_.size() - *message_);
  std::memcpy(data_.data() + *message_, &length, sizeof length);
}

}  // namespace eni::sandbox::world::netlink
