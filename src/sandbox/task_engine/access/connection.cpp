#include "sandbox/task_engine/access/connection.h"

#include <cerrno>
#include <sys/socket.h>

namespace eni::sandbox::task_engine {

Connection::Connection(net::EventLoop& loop, net::Descriptor socket)
    : watch_{net::DescriptorWatch::make(loop, socket.release())}, events_{loop} {
  listen();
}

void Connection::listen() {
  watch_->wait(net::DescriptorWatch::Event::kReadable, [this] {
    auto message = net::receive_message(watch_->descriptor(), MSG_DONTWAIT);
    if (message) return events_.push({SessionEvent::Kind::kMessage, *std::move(message)});
    if (errno == EAGAIN || errno == EWOULDBLOCK) return listen();
    events_.push({SessionEvent::Kind::kGone});
  });
}

void Connection::send(const json::object& message, const std::vector<int>& descriptors) {
  net::send_message(watch_->descriptor(), json::serialize(message), descriptors, MSG_DONTWAIT);
}

void Connection::refuse(const Error& error) {
  json::object message{{"error", error.message}};
  if (!error.hint.empty()) message["hint"] = error.hint;
  send(message);
}

}  // namespace eni::sandbox::task_engine
