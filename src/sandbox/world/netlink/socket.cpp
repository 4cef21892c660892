#include "sandbox/world/netlink/socket.h"

#include <array>
#include <cerrno>
#include <linux/netlink.h>
#include <optional>
#include <sys/socket.h>

namespace eni::sandbox::world::netlink {
namespace {

/// A batch of messages with a text each for what was refused.
constexpr std::size_t kMaxReply = 64 * 1024;

std::string explanation(const nlmsghdr& head, const nlmsgerr& answer) {
  if ((head.nlmsg_flags & NLM_F_ACK_TLVS) == 0) return "";
  // Behind the header of what was answered; behind all of it unless the kernel was asked to cap it.
  const std::size_t payload =
      (head.nlmsg_flags & NLM_F_CAPPED) != 0 ? sizeof(nlmsghdr) : answer.msg.nlmsg_len;
  const char* at = reinterpret_cast<const char*>(&answer.msg) + NLMSG_ALIGN(payload);
  const char* end = reinterpret_cast<const char*>(&head) + head.nlmsg_len;
  while (at + NLA_HDRLEN <= end) {
    nlattr attribute{};
    std::memcpy(&attribute, at, sizeof attribute);
    if (attribute.nla_len < NLA_HDRLEN || at + attribute.nla_len > end) break;
    if (attribute.nla_type == NLMSGERR_ATTR_MSG)
      return std::string(at + NLA_HDRLEN, strnlen(at + NLA_HDRLEN, attribute.nla_len - NLA_HDRLEN));
    at += NLA_ALIGN(attribute.nla_len);
  }
  return "";
}

/// What a batch's answers have told so far.
class Answers {
 public:
  Answers(const Batch& batch, std::uint32_t before) : batch_{batch}, before_{before} {}

  bool complete() const { return is_complete_; }

  void take(const char* bytes, std::size_t size) {
    auto left = static_cast<unsigned>(size);
    for (auto* head = reinterpret_cast<const nlmsghdr*>(bytes); NLMSG_OK(head, left);
         head = NLMSG_NEXT(head, left)) {
      const std::uint32_t number = head->nlmsg_seq - before_;
      if (head->nlmsg_type != NLMSG_ERROR || head->nlmsg_len < NLMSG_LENGTH(sizeof(nlmsgerr)) ||
          number == 0 || number > batch_.subjects().size())
        continue;  // Of an earlier batch, or none at all.
      const auto* answer = static_cast<const nlmsgerr*>(NLMSG_DATA(head));
      if (number == batch_.acknowledged()) is_complete_ = true;
      if (answer->error != 0 && !first_) first_ = describe(*head, *answer);
    }
  }

  bool has_error() const { return first_.has_value(); }

  Result<void> result() const {
    if (first_) return Error{*first_, ""};
    return {};
  }

 private:
  std::string describe(const nlmsghdr& head, const nlmsgerr& answer) const {
    std::string text = batch_.subjects()[head.nlmsg_seq - before_ - 1];
    text += std::string(": ") + std::strerror(-answer.error);
    const std::string why = explanation(head, answer);
    return why.empty() ? text : text + " (" + why + ")";
  }

  const Batch& batch_;
  std::uint32_t before_;  ///< the number before its first message's
  bool is_complete_ = false;
  std::optional<std::string> first_;
};

/// With numbers that no earlier batch on the socket had.
std::string numbered(std::string data, std::uint32_t before) {
  for (std::size_t at = 0; at < data.size();) {
    nlmsghdr head{};
    std::memcpy(&head, data.data() + at, sizeof head);
    head.nlmsg_seq += before;
    std::memcpy(data.data() + at, &head, sizeof head);
    at += NLMSG_ALIGN(head.nlmsg_len);
  }
  return data;
}

}  // namespace

Socket::Socket(net::Descriptor descriptor) : descriptor_{std::move(descriptor)} {
  // What it says to each message of a large batch that it refuses lies there at once. More than it allows it makes as much as it does.
  constexpr int kAnswers = 8 << 20;
  setsockopt(descriptor_.get(), SOL_SOCKET, SO_RCVBUF, &kAnswers, sizeof kAnswers);
  const int yes = 1;
  setsockopt(descriptor_.get(), SOL_NETLINK, NETLINK_EXT_ACK, &yes, sizeof yes);
  setsockopt(descriptor_.get(), SOL_NETLINK, NETLINK_CAP_ACK, &yes, sizeof yes);
}

Result<void> Socket::send(const Batch& batch) const {
  if (batch.empty()) return {};
  const std::uint32_t before = last_number_;
  last_number_ += static_cast<std::uint32_t>(batch.subjects().size());
  const std::string data = numbered(batch.data(), before);
  if (::send(descriptor_.get(), data.data(), data.size(), MSG_NOSIGNAL) < 0)
    return Error{batch.subjects().front() + ": " + std::strerror(errno), ""};
  Answers answers{batch, before};
  alignas(nlmsghdr) std::array<char, kMaxReply> reply;
  while (!answers.complete()) {
    sockaddr_nl sender{};
    socklen_t sender_size = sizeof sender;
    const ssize_t size = recvfrom(descriptor_.get(), reply.data(), reply.size(), MSG_DONTWAIT,
                                  reinterpret_cast<sockaddr*>(&sender), &sender_size);
    if (size >= 0 && sender.nl_pid != 0) continue;  // Not the kernel: a program of that network.
    if (size < 0 && errno == EINTR) continue;
    // All that there is to say has been said. A batch that could not even be read gets no answer to its last message.
    if (size <= 0)
      return answers.has_error() ? answers.result()
                                 : Error{batch.subjects().back() + ": " + std::strerror(errno), ""};
    answers.take(reply.data(), static_cast<std::size_t>(size));
  }
  return answers.result();
}

}  // namespace eni::sandbox::world::netlink
