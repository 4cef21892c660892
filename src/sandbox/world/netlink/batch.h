#pragma once
/// Messages to the kernel's networking (rtnetlink, nf_tables), written one after another and sent together. Values only.
/// Source: netlink(7), rtnetlink(7).
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace eni::sandbox::world::netlink {

class Batch {
 public:
  /// Begins a message, and so ends the one before. The kernel is asked to acknowledge the last of them alone: what it refuses it
  /// answers anyway, and answers to each of some hundred would not all find room at the socket.
  /// @param subject  what it does, for an error's text: "the interface eth1"
  /// @param header   the fixed part of this type: ifinfomsg, rtmsg, tcmsg, …
  template <class Header>
  Batch& message(std::uint16_t type, std::uint16_t flags, const Header& header, std::string subject) {
    begin(type, flags, std::move(subject));
    append(&header, sizeof header);
    return *this;
  }

  /// One that frames others, and is never acknowledged; the kernel answers it where the whole is refused.
  template <class Header>
  Batch& silent_message(std::uint16_t type, const Header& header) {
    begin_message(type, 0, "the batch");
    append(&header, sizeof header);
    return *this;
  }

  Batch& bytes(std::uint16_t type, const void* data, std::size_t size);
  Batch& text(std::uint16_t type, std::string_view value);  ///< with a 0 behind it
  template <class Number>
  Batch& number(std::uint16_t type, Number value) {
    return bytes(type, &value, sizeof value);
  }
  /// What is added before the matching end() lies within this attribute.
  Batch& nest(std::uint16_t type);
  Batch& end();
  /// A fixed part that does not begin a message, within a nest.
  template <class Header>
  Batch& header(const Header& value) {
    append(&value, sizeof value);
    return *this;
  }

  /// Those of `other`, which has no message.
  Batch& attributes(const Batch& other) {
    append(other.data_.data(), other.data_.size());
    return *this;
  }

  const std::string& data() const { return data_; }
  /// Of each message, in their order; the first one's sequence number is 1.
  const std::vector<std::string>& subjects() const { return subjects_; }
  /// Whether there is nothing to carry out.
  bool empty() const { return acknowledged_number_ == 0; }
  /// The number of the message that the kernel is asked to acknowledge; 0 of an empty batch.
  std::uint32_t acknowledged() const { return acknowledged_number_; }

 private:
  void begin(std::uint16_t type, std::uint16_t flags, std::string subject);
  void begin_message(std::uint16_t type, std::uint16_t flags, std::string subject);
  void append(const void* data, std::size_t size);

  std::string data_;
  std::optional<std::size_t> message_;  ///< where the last one begins
  std::size_t acknowledged_ = 0;        ///< where the one begins that asks to be acknowledged
  std::uint32_t acknowledged_number_ = 0;
  std::vector<std::size_t> nests_;
  std::vector<std::string> subjects_;
};

}  // namespace eni::sandbox::world::netlink
