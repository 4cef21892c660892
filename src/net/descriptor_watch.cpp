#include "net/descriptor_watch.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <poll.h>

namespace eni::net {
namespace {

using Descriptor = boost::asio::posix::stream_descriptor;

using Event = DescriptorWatch::Event;

bool is_ready(int descriptor, Event event) {
  pollfd asked{descriptor, static_cast<short>(event == Event::kReadable ? POLLIN : POLLOUT), 0};
  return poll(&asked, 1, 0) > 0;
}

/// A descriptor that opens while readiness of a closed one is still on its way gets its record in Asio's reactor, and would be
/// told of it. So the kernel is asked once more before the handler is: a blocking call in vain would stop the loop, and the end
/// of a process that goes on would kill it.
void wait_on(const std::shared_ptr<Descriptor>& descriptor, Event event, std::function<void()> handler) {
  const auto what = event == Event::kReadable ? Descriptor::wait_read : Descriptor::wait_write;
  descriptor->async_wait(
      what, [watched = std::weak_ptr{descriptor}, event, handler = std::move(handler)](auto error) mutable {
        const auto alive = watched.lock();
        if (error || !alive) return;
        if (!is_ready(alive->native_handle(), event)) return wait_on(alive, event, std::move(handler));
        handler();
      });
}

class AsioDescriptorWatch final : public DescriptorWatch {
 public:
  AsioDescriptorWatch(EventLoop& loop, int descriptor)
      : descriptor_{std::make_shared<Descriptor>(loop.context(), descriptor)} {}
  ~AsioDescriptorWatch() override {
    boost::system::error_code ignored;
    descriptor_->close(ignored);
  }

  int descriptor() const override { return descriptor_->native_handle(); }

  void wait(Event event, std::function<void()> handler) override {
    wait_on(descriptor_, event, std::move(handler));
  }

 private:
  std::shared_ptr<Descriptor> descriptor_;
};

}  // namespace

std::unique_ptr<DescriptorWatch> DescriptorWatch::make(EventLoop& loop, int descriptor) {
  return std::make_unique<AsioDescriptorWatch>(loop, descriptor);
}

}  // namespace eni::net
