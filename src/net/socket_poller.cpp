#include "net/socket_poller.h"

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <stdexcept>
#include <sys/epoll.h>
#include <vector>

#include "net/flag_in_scope.h"

namespace eni::net {

namespace {

using Descriptor = boost::asio::posix::stream_descriptor;

constexpr std::size_t kEventsAtOnce = 64;
/// How often more is asked for before other work of the loop gets its turn.
constexpr int kMaxRounds = 8;

int make_epoll() {
  const int made = epoll_create1(EPOLL_CLOEXEC);
  if (made < 0) throw std::runtime_error("epoll_create1 failed");
  return made;
}

SocketPoller::Readiness readiness_of(std::uint32_t events) {
  const bool ended = (events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0;
  const bool urgent = (events & EPOLLPRI) != 0;
  return {ended || urgent || (events & EPOLLIN) != 0, ended || (events & EPOLLOUT) != 0, ended, urgent};
}

}  // namespace

/// An epoll of its own, which Asio waits for like for a socket.
struct SocketPoller::State : std::enable_shared_from_this<State> {
  explicit State(EventLoop& event_loop) : loop{event_loop}, epoll{loop.context(), make_epoll()} {}

  void arm() {
    epoll.async_wait(Descriptor::wait_read,
                     [weak = weak_from_this()](const boost::system::error_code& error) {
                       const auto state = weak.lock();
                       if (state && !error) state->turn();
                     });
  }

  void turn() {
    const ContinueAtExit again{*this};
    tell_rest();
    call_rest();
    for (int round = 0; round < kMaxRounds && epoll.is_open(); ++round) {
      const int found = epoll_wait(epoll.native_handle(), events.data(), static_cast<int>(events.size()), 0);
      next = 0;
      count = found < 0 ? 0 : static_cast<std::size_t>(found);
      tell_rest();
      call_rest();
      // One alone is a client that waits for its answer: hardly another one is there already.
      if (found < 2) return;
    }
  }

  void tell_rest() {
    const FlagInScope telling{is_telling};
    while (next < count) {
      const epoll_event& event = events[next++];
      if (event.data.ptr) static_cast<Target*>(event.data.ptr)->ready(readiness_of(event.events));
    }
  }

  void call_rest() {
    while (next_waiting < waiting.size()) {
      if (Target* const target = waiting[next_waiting++]) target->later();
    }
    waiting.clear();
    next_waiting = 0;
  }

  /// Also if a target throws: nobody would hear of the others' changes a second time.
  struct ContinueAtExit {
    State& state;
    ~ContinueAtExit() {
      if (!state.epoll.is_open()) return;
      if (state.next == state.count && state.waiting.empty()) {
        state.arm();
      } else {
        state.loop.post([weak = state.weak_from_this()] {
          if (const auto alive = weak.lock()) alive->turn();
        });
      }
    }
  };

  EventLoop& loop;
  Descriptor epoll;
  std::array<epoll_event, kEventsAtOnce> events;
  std::size_t next = 0;
  std::size_t count = 0;
  bool is_telling = false;
  std::vector<Target*> waiting;  ///< for call_later()
  std::size_t next_waiting = 0;
};

SocketPoller::SocketPoller(EventLoop& loop) : state_{std::make_shared<State>(loop)} { state_->arm(); }

SocketPoller::~SocketPoller() {
  state_->next = state_->count = 0;
  state_->waiting.clear();
  state_->next_waiting = 0;
  boost::system::error_code ignored;
  state_->epoll.close(ignored);
}

bool SocketPoller::add(int socket, Target& target) {
  epoll_event event{};
  event.events = EPOLLIN | EPOLLPRI | EPOLLOUT | EPOLLRDHUP | EPOLLET;
  event.data.ptr = &target;
  return epoll_ctl(state_->epoll.native_handle(), EPOLL_CTL_ADD, socket, &event) == 0;
}

bool SocketPoller::call_later(Target& target) {
  if (!state_->is_telling) return false;
  state_->waiting.push_back(&target);
  return true;
}

void SocketPoller::remove(int socket, const Target& target) {
  epoll_ctl(state_->epoll.native_handle(), EPOLL_CTL_DEL, socket, nullptr);
  for (std::size_t at = state_->next; at < state_->count; ++at)
    if (state_->events[at].data.ptr == &target) state_->events[at].data.ptr = nullptr;
  for (Target*& waiting : state_->waiting)
    if (waiting == &target) waiting = nullptr;
}

}  // namespace eni::net
