#include "eni_trunking/tasks/packet_socket.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <sys/socket.h>

#include "packets/frame_text.h"

namespace eni::command {
namespace {

/// A control message as the kernel aligns it.
union Ancillary {
  cmsghdr header;
  std::array<char, 256> bytes;
};

/// What the kernel tells of a frame beside its bytes.
struct Beside {
  packets::FrameTime time{};
  std::optional<tpacket_auxdata> link;
};

Beside read_beside(msghdr& message) {
  Beside beside;
  for (cmsghdr* header = CMSG_FIRSTHDR(&message); header != nullptr; header = CMSG_NXTHDR(&message, header)) {
    if (header->cmsg_level == SOL_PACKET && header->cmsg_type == PACKET_AUXDATA) {
      std::memcpy(&beside.link.emplace(), CMSG_DATA(header), sizeof(tpacket_auxdata));
    } else if (header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_TIMESTAMPNS) {
      timespec time{};
      std::memcpy(&time, CMSG_DATA(header), sizeof time);
      beside.time = std::chrono::seconds{time.tv_sec} + std::chrono::nanoseconds{time.tv_nsec};
    }
  }
  return beside;
}

CapturedFrame frame_of(std::string_view bytes, std::size_t whole_bytes, const Beside& beside) {
  CapturedFrame frame{beside.time, std::string(bytes), whole_bytes};
  if (!beside.link || (beside.link->tp_status & TP_STATUS_VLAN_VALID) == 0) return frame;
  const bool has_protocol = (beside.link->tp_status & TP_STATUS_VLAN_TPID_VALID) != 0;
  frame.bytes = packets::with_vlan_tag(
      bytes, has_protocol ? beside.link->tp_vlan_tpid : std::uint16_t{ETH_P_8021Q}, beside.link->tp_vlan_tci);
  frame.whole_bytes += frame.bytes.size() - bytes.size();
  return frame;
}

}  // namespace

PacketSocket::PacketSocket(net::Descriptor socket)
    : socket_{std::move(socket)}, buffer_(packets::kMaxFrameBytes, '\0') {
  const int yes = 1;
  setsockopt(socket_.get(), SOL_SOCKET, SO_TIMESTAMPNS, &yes, sizeof yes);
}

Result<std::optional<CapturedFrame>> PacketSocket::next() {
  iovec part{buffer_.data(), buffer_.size()};
  Ancillary ancillary{};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = ancillary.bytes.data();
  message.msg_controllen = ancillary.bytes.size();
  // With MSG_TRUNC the size is the whole frame's.
  const ssize_t size = recvmsg(socket_.get(), &message, MSG_DONTWAIT | MSG_TRUNC);
  if (size < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR))
    return std::optional<CapturedFrame>{};
  if (size < 0) return Error{std::string("the interface is gone: ") + std::strerror(errno), ""};
  const auto whole_bytes = static_cast<std::size_t>(size);
  const std::string_view bytes = std::string_view{buffer_}.substr(0, whole_bytes);
  return std::optional<CapturedFrame>{frame_of(bytes, whole_bytes, read_beside(message))};
}

std::uint64_t PacketSocket::dropped() const {
  tpacket_stats statistics{};
  socklen_t size = sizeof statistics;
  if (getsockopt(socket_.get(), SOL_PACKET, PACKET_STATISTICS, &statistics, &size) != 0) return 0;
  return statistics.tp_drops;
}

}  // namespace eni::command
