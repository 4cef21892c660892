#pragma once
/// For tests: layers unpacked in this process, for who runs the test.
#include <algorithm>
#include <fcntl.h>
#include <functional>
#include <optional>
#include <string>

#include "base/scheduler.h"
#include "net/descriptor.h"
#include "sandbox/images/store/layer_unpacker.h"
#include "sandbox/world/layers/remove_tree.h"

namespace eni::sandbox::images {

class TestUnpacker final : public LayerUnpacker {
 public:
  std::string users() const override { return owners; }
  PullResult<void> give(const std::string&) override { return {}; }
  Task<PullResult<UnpackedLayer>> unpack(int blob, std::string folder,
                                         world::layers::LayerExpectation expectation) override {
    ++unpacked;
    if (std::exchange(defects, std::max(0, defects - 1)) > 0) throw std::logic_error("a defect");
    most_at_a_time = std::max(most_at_a_time, ++at_a_time);
    if (held) (void)co_await held->pop();
    for (int turns = 0; slow && turns < 100; ++turns) co_await yield(*slow);
    --at_a_time;
    const net::Descriptor root{open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)};
    const auto report = world::layers::unpack_layer(blob, root.get(), expectation, limits);
    if (!report.good()) co_return unpack_failure(report.failure.fault, describe(report));
    co_return UnpackedLayer{report.bytes_on_disk(), report.hides_all_below};
  }
  Task<void> remove(std::string folder) override {
    world::layers::remove_tree(AT_FDCWD, folder.c_str());
    co_return;
  }

  std::string owners = "users-test";
  world::layers::LayerLimits limits;
  std::optional<Channel<bool>> held;  ///< each layer waits for one of these
  Scheduler* slow = nullptr;          ///< whose others have turns meanwhile
  int defects = 0;                    ///< so many calls throw
  int unpacked = 0;
  int at_a_time = 0, most_at_a_time = 0;
};

}  // namespace eni::sandbox::images
