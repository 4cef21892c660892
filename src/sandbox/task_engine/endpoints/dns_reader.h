#pragma once
/// Numbers and names of a DNS message, one after the other.
#include <cstdint>
#include <string_view>

#include "sandbox/task_engine/endpoints/dns_name.h"

namespace eni::sandbox::task_engine::endpoints {

/// Reads within a message, and remembers that there was one too few; then all that follows is empty.
class DnsReader {
 public:
  explicit DnsReader(std::string_view message) : message_{message} {}

  std::uint16_t u16() {
    if (message_.size() - at_ < 2) return fail();
    const auto high = static_cast<std::uint8_t>(message_[at_]);
    const auto low = static_cast<std::uint8_t>(message_[at_ + 1]);
    at_ += 2;
    return static_cast<std::uint16_t>(high << 8 | low);
  }
  std::uint32_t u32() {
    const std::uint32_t high = u16();
    return high << 16 | u16();
  }
  WireName name() {
    auto read = read_name(message_, at_);
    if (!read) fail();
    return std::move(read).value_or("");
  }
  std::string_view take(std::size_t bytes) {
    if (message_.size() - at_ < bytes) {
      fail();
      return {};
    }
    at_ += bytes;
    return message_.substr(at_ - bytes, bytes);
  }

  bool failed() const { return failed_; }
  bool at_end() const { return at_ == message_.size(); }
  std::size_t position() const { return at_; }

 private:
  std::uint16_t fail() {
    failed_ = true;
    at_ = message_.size();
    return 0;
  }

  std::string_view message_;
  std::size_t at_ = 0;
  bool failed_ = false;
};

struct DnsHeader {
  std::uint16_t id, flags, questions, answers, authorities, additional;
};

inline DnsHeader read_header(DnsReader& reader) {
  DnsHeader header{};
  for (std::uint16_t* field : {&header.id, &header.flags, &header.questions, &header.answers,
                               &header.authorities, &header.additional})
    *field = reader.u16();
  return header;
}

}  // namespace eni::sandbox::task_engine::endpoints
