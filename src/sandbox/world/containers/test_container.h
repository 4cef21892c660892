#pragma once
/// For tests: containers in a real world, by the machine's runtime; where it has none they are skipped, and say so.
#include <fcntl.h>
#include <filesystem>
#include <gtest/gtest.h>
#include <string>
#include <unistd.h>

#include "sandbox/world/containers/runtime.h"
#include "sandbox/world/test_sockets.h"
#include "sandbox/world/test_world.h"

namespace eni::sandbox::world {

class ContainerRuntimeTest : public WorldTest {
 protected:
  void SetUp() override {
    if (!find_container_runtime()) GTEST_SKIP() << "this machine has neither crun nor runc";
    WorldTest::SetUp();
  }
};
/// With the machine's programs in place of an image's.
inline Container shell(World& world, const std::string& folder, std::string script) {
  Container container;
  container.id = "test";
  container.root = std::string(kWorldFiles) + "/rootfs";
  for (const char* path : {"/usr", "/lib", "/lib64", "/bin"}) {
    std::error_code error;
    std::filesystem::create_directories(folder + "/rootfs" + path, error);
    if (std::filesystem::exists(path))
      container.volumes.push_back({std::filesystem::canonical(path).string(), path, true});
  }
  EXPECT_TRUE(world.give(folder + "/rootfs").has_value());
  container.argv = {"/bin/sh", "-c", std::move(script)};
  container.environment = {{"PATH", "/usr/sbin:/usr/bin:/sbin:/bin"}};
  container.host_name = "task";
  return container;
}

struct Ended {
  std::string output;
  ProcessEnd end;
};

inline Task<Result<Ended>> run_container(net::EventLoop& loop, World& world, const std::string& files,
                                         Container container, std::vector<int> control_groups = {}) {
  ContainerRuntime runtime{loop, world, *find_container_runtime(), files};
  auto making = world.make_network({});
  ENI_CO_TRY(const Network network, co_await std::move(making));
  std::array<int, 2> pipe_ends{};
  if (pipe2(pipe_ends.data(), O_CLOEXEC) != 0) co_return Error{"pipe", ""};
  const net::Descriptor reader{pipe_ends[0]};
  net::Descriptor writer{pipe_ends[1]};
  const net::Descriptor input{open("/dev/null", O_RDONLY | O_CLOEXEC)};
  Channel<ProcessEnd> ends{loop};
  const std::string id = container.id;
  auto starting = runtime.start(
      network.descriptor.get(), std::move(container), {input.get(), writer.get(), writer.get()},
      [ends](ProcessEnd end) { ends.push(end); }, std::move(control_groups));
  ENI_CO_CHECK(co_await std::move(starting));
  writer.reset();
  Ended ended;
  ended.output = read_all(reader.get());
  ended.end = co_await ends.pop();
  auto removing = runtime.remove(id);
  co_await std::move(removing);
  co_return ended;
}

/// What the script of a container writes, and how it ends.
inline std::string outcome_of(const Ended& ended) {
  return ended.output + std::to_string(ended.end.exit_code) + "/" + std::to_string(ended.end.signal);
}

}  // namespace eni::sandbox::world
