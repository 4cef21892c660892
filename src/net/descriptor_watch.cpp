#include "net/descriptor_watch.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

namespace eni::net {
namespace {

using Descriptor = boost::asio::posix::stream_descriptor;

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
    const auto what = event == Event::kReadable ? Descriptor::wait_read : Descriptor::wait_write;
    descriptor_->async_wait(what,
                            [alive = std::weak_ptr{descriptor_}, handler = std::move(handler)](auto error) {
                              if (!error && !alive.expired()) handler();
                            });
  }

 private:
  std::shared_ptr<Descriptor> descriptor_;
};

}  // namespace

std::unique_ptr<DescriptorWatch> DescriptorWatch::make(EventLoop& loop, int descriptor) {
  return std::make_unique<AsioDescriptorWatch>(loop, descriptor);
}

}  // namespace eni::net
