/// The reaper: outlives the sandbox by a moment, and takes away what that leaves when it ends, however it ends. It has nothing of the
/// sandbox's but one end of a socket and what it was told there, and does nothing before the other end is closed.
#include <cerrno>
#include <csignal>
#include <deque>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "net/descriptor_message.h"
#include "sandbox/world/reaper/abandoned_folders.h"
#include "sandbox/world/reaper/abandoned_groups.h"
#include "sandbox/world/reaper/wire.h"

namespace {

using eni::net::Descriptor;
using eni::sandbox::world::reaper::AbandonedFolder;
using eni::sandbox::world::reaper::AbandonedGroups;
using eni::sandbox::world::reaper::Reader;
using eni::sandbox::world::reaper::remove_abandoned_tree;
using eni::sandbox::world::reaper::Report;
using eni::sandbox::world::reaper::Request;
using eni::sandbox::world::reaper::Writer;

/// Far more than a world needs to end, with all its processes.
constexpr int kWorldLimitMs = 20'000;

class Reaper {
 public:
  void listen() {
    while (const auto message = eni::net::receive_message(STDIN_FILENO))
      take(message->bytes, message->descriptors);
  }

  /// @return  whether nothing is left
  bool reap() {
    for (const Descriptor& world : worlds_) end_world(world);
    bool is_all = true;
    for (const AbandonedGroups& groups : groups_) is_all = groups.remove() && is_all;
    for (const AbandonedFolder& folder : folders_) is_all = folder.empty() && is_all;
    for (const std::string& tree : trees_) is_all = remove_abandoned_tree(tree) && is_all;
    return is_all;
  }

 private:
  void take(const std::string& bytes, const std::vector<Descriptor>& descriptors) {
    Reader in{bytes};
    const auto request = in.kind<Request>();
    const std::uint64_t number = in.number();
    const int error = carry_out(request, in, descriptors);
    eni::net::send_message(
        STDIN_FILENO, Writer{Report::kDone}.number(number).number(static_cast<std::uint64_t>(error)).bytes(),
        {}, MSG_NOSIGNAL | MSG_DONTWAIT);
  }

  int carry_out(Request request, Reader& in, const std::vector<Descriptor>& descriptors) {
    switch (request) {
      case Request::kGroups:
        return take_groups(in);
      case Request::kFolder:
        return take_folder(in);
      case Request::kTree:
        trees_.push_back(in.text());
        return 0;
      case Request::kWorld:
        if (descriptors.empty()) return EINVAL;
        worlds_.clear();  // The one before has ended.
        worlds_.emplace_back(dup(descriptors[0].get()));
        return 0;
    }
    return EINVAL;
  }

  int take_groups(Reader& in) {
    const auto sandbox = static_cast<long>(in.number());
    groups_.clear();
    groups_.emplace_back(sandbox, in.texts());
    return groups_.back().step_aside();
  }

  int take_folder(Reader& in) {
    const std::string lock = in.text();
    std::string path = in.text();
    for (const AbandonedFolder& folder : folders_)
      if (folder.path() == path) return 0;
    folders_.emplace_back(std::move(path), in.texts());
    const int error = folders_.back().lock(lock);
    if (error != 0) folders_.pop_back();
    return error;
  }

  /// It ends with the sandbox, but not by the sandbox's death alone, should that have been its end in order.
  static void end_world(const Descriptor& first_process) {
    syscall(SYS_pidfd_send_signal, first_process.get(), SIGKILL, nullptr, 0);
    pollfd end{first_process.get(), POLLIN, 0};
    poll(&end, 1, kWorldLimitMs);
  }

  std::vector<Descriptor> worlds_;  ///< one at most
  std::deque<AbandonedGroups> groups_;
  std::deque<AbandonedFolder> folders_;
  std::vector<std::string> trees_;
};

}  // namespace

int main() {
  prctl(PR_SET_NAME, "world-reaper");  // It was started from a file without a name.
  Reaper reaper;
  reaper.listen();
  return reaper.reap() ? 0 : 1;
}
