#include "sandbox/isolation/init/channel.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

namespace eni::sandbox::isolation {
namespace {

/// MFD_EXEC, which newer headers know: machines with vm.memfd_noexec want to be told, kernels before 6.3 do not know it.
constexpr unsigned kExecutable = 0x10;

constexpr std::size_t kMaxDescriptors = 32;

/// Room for the control message, aligned as the kernel wants it.
union Ancillary {
  cmsghdr header;
  std::array<char, CMSG_SPACE(kMaxDescriptors * sizeof(int))> bytes;
};

}  // namespace

int send_message(int socket, std::string_view bytes, const std::vector<int>& descriptors, int flags) {
  iovec part{const_cast<char*>(bytes.data()), bytes.size()};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  Ancillary ancillary{};
  if (!descriptors.empty()) {
    const std::size_t size = std::min(descriptors.size(), kMaxDescriptors) * sizeof(int);
    message.msg_control = ancillary.bytes.data();
    message.msg_controllen = CMSG_SPACE(size);
    cmsghdr* header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(size);
    std::memcpy(CMSG_DATA(header), descriptors.data(), size);
  }
  ssize_t sent = 0;
  do {
    sent = sendmsg(socket, &message, flags | MSG_NOSIGNAL);
  } while (sent < 0 && errno == EINTR);
  return sent < 0 ? errno : 0;
}

std::optional<Message> receive_message(int socket, int flags) {
  Message result;
  result.bytes.resize(kMaxMessageBytes);
  iovec part{result.bytes.data(), result.bytes.size()};
  Ancillary ancillary{};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = ancillary.bytes.data();
  message.msg_controllen = ancillary.bytes.size();
  ssize_t size = 0;
  do {
    size = recvmsg(socket, &message, flags | MSG_CMSG_CLOEXEC);
  } while (size < 0 && errno == EINTR);
  if (size == 0) errno = ESHUTDOWN;  // The end, which is no error of recvmsg.
  if (size <= 0) return std::nullopt;
  result.bytes.resize(static_cast<std::size_t>(size));
  for (cmsghdr* header = CMSG_FIRSTHDR(&message); header != nullptr; header = CMSG_NXTHDR(&message, header)) {
    if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
    const std::size_t count = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    std::array<int, kMaxDescriptors> received{};
    std::memcpy(received.data(), CMSG_DATA(header), std::min(count, kMaxDescriptors) * sizeof(int));
    for (std::size_t at = 0; at < count && at < kMaxDescriptors; ++at)
      result.descriptors.emplace_back(received[at]);
  }
  return result;
}

int make_memfd(std::string_view bytes, Content content) {
  const unsigned wanted = content == Content::kProgram ? kExecutable : 0U;
  int descriptor = memfd_create("eni-trunking", MFD_CLOEXEC | wanted);
  if (descriptor < 0 && errno == EINVAL) descriptor = memfd_create("eni-trunking", MFD_CLOEXEC);
  if (descriptor < 0) return -1;
  while (!bytes.empty()) {
    const ssize_t written = write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) {
      const int error = errno;
      close(descriptor);
      errno = error;
      return -1;
    }
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  lseek(descriptor, 0, SEEK_SET);
  return descriptor;
}

std::string read_descriptor(int descriptor, std::size_t max) {
  std::string bytes;
  std::array<char, 16 * 1024> buffer;
  off_t at = 0;
  while (bytes.size() < max) {
    const ssize_t size = pread(descriptor, buffer.data(), std::min(buffer.size(), max - bytes.size()), at);
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) break;
    bytes.append(buffer.data(), static_cast<std::size_t>(size));
    at += size;
  }
  return bytes;
}

}  // namespace eni::sandbox::isolation
