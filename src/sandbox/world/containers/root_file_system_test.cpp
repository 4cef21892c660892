/// Overlays of real layers in a real world, seen by containers.
#include "sandbox/world/containers/root_file_system.h"

#include <fstream>
#include <gmock/gmock.h>
#include <sched.h>
#include <sys/mount.h>

#include "sandbox/world/containers/test_container.h"
#include "sandbox/world/layers/test_layer.h"

namespace eni::sandbox::world {
namespace {

using layers::Tar;
using testing::HasSubstr;

class RootFileSystemTest : public ContainerRuntimeTest {};
INSTANTIATE_TEST_SUITE_P(, RootFileSystemTest, testing::Values(As::kThisUser, As::kOrdinaryUser),
                         name_of_user);

constexpr const char* kUnpackLayer = "/unpack-layer";

/// Unpacks it by the world's users. @return  the layer's folder, as the sandbox sees it
Task<Result<std::string>> unpack(net::EventLoop& loop, World& world, std::string files, std::string name,
                                 Tar tar) {
  std::error_code ignored;
  std::filesystem::copy_file(ENI_UNPACK_LAYER, files + kUnpackLayer, ignored);
  const std::string folder = files + "/" + name;
  std::filesystem::create_directory(folder);
  ENI_CO_CHECK(world.give(folder));
  ENI_CO_CHECK(world.give(files + kUnpackLayer));
  std::ofstream{files + "/blob"} << tar.bytes();
  const net::Descriptor blob{open((files + "/blob").c_str(), O_RDONLY | O_CLOEXEC)};
  Program program{{std::string(kWorldFiles) + kUnpackLayer, "-", std::string(kWorldFiles) + "/" + name,
                   "--replace-owners"},
                  {},
                  "/",
                  {blob.get(), STDERR_FILENO, STDERR_FILENO}};
  const Channel<ProcessEnd> ends{loop};
  auto starting = world.start(kNoNetwork, std::move(program), [ends](ProcessEnd end) { ends.push(end); });
  ENI_CO_CHECK(co_await std::move(starting));
  const ProcessEnd end = co_await ends.pop();
  if (end.exit_code != 0 || end.signal != 0) co_return Error{"unpack-layer " + name, ""};
  co_return folder;
}

/// A layer, and one over it that hides some of it.
Task<Result<std::vector<std::string>>> unpack_two(net::EventLoop& loop, World& world, std::string files) {
  Tar low;
  low.owner(0, 0).file("app/kept", "low").file("app/gone", "low").file("app/changed", "low");
  low.file("opaque/below", "low");
  Tar high;
  high.owner(0, 0).file("app/.wh.gone", "").file("app/changed", "high");
  high.folder("opaque").file("opaque/.wh..wh..opq", "").file("opaque/above", "high");
  auto first = unpack(loop, world, files, "low", std::move(low));
  ENI_CO_TRY(std::string below, co_await std::move(first));
  auto second = unpack(loop, world, files, "high", std::move(high));
  ENI_CO_TRY(std::string above, co_await std::move(second));
  std::vector<std::string> both{std::move(below), std::move(above)};
  co_return both;
}

std::vector<std::string> names_below(const std::string& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator{folder})
    names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

Task<Result<std::string>> run_in_layers(net::EventLoop& loop, World& world, std::string files,
                                        std::vector<std::string> layers, std::string script) {
  RootFileSystems roots{world, files};
  auto making = roots.make("test", std::move(layers));
  ENI_CO_TRY(const std::string root, co_await std::move(making));
  Container container = shell(world, files, std::move(script));
  container.root = root;
  auto running = run_container(loop, world, files, std::move(container));
  ENI_CO_TRY(const Ended ended, co_await std::move(running));
  auto removing = roots.remove("test");
  ENI_CO_CHECK(co_await std::move(removing));
  co_return outcome_of(ended);
}

TEST_P(RootFileSystemTest, ShowsTheLayersMergedAndKeepsChangesApart) {
  const std::string outcome =
      run([](net::EventLoop& loop, World& world, const std::string& files) -> Task<Result<std::string>> {
        auto unpacking = unpack_two(loop, world, files);
        ENI_CO_TRY(const std::vector<std::string> layers, co_await std::move(unpacking));
        auto running =
            run_in_layers(loop, world, files, layers,
                          "cd /app; ls; cat kept changed; echo; ls /opaque; rm kept; rm -r /opaque; "
                          "mkdir -p new/deep && echo x > new/deep/file && chmod 0 new && ls /");
        ENI_CO_TRY(std::string told, co_await std::move(running));
        const auto left = names_below(files);
        const bool is_gone = std::find(left.begin(), left.end(), "test.files") == left.end();
        const bool is_kept = std::filesystem::exists(files + "/low/app/kept");
        co_return told + (is_gone ? ", gone" : ", left") + (is_kept ? ", layers kept" : ", layers changed");
      });
  EXPECT_EQ(
      outcome,
      "changed\nkept\nlowhigh\nabove\napp\nbin\ndev\nlib\nlib64\nproc\nsys\nusr\n0/0, gone, layers kept");
}

TEST_P(RootFileSystemTest, TakesAsManyLayersAsImagesHave) {
  const std::string outcome =
      run([](net::EventLoop& loop, World& world, const std::string& files) -> Task<Result<std::string>> {
        std::vector<std::string> layers;
        for (int number = 0; number < 127; ++number) {
          layers.push_back(files + "/" + std::string(64, 'l') + std::to_string(number));
          std::filesystem::create_directory(layers.back());
          std::ofstream{layers.back() + "/of-" + std::to_string(number)} << number;
        }
        layers.push_back(layers.front());  // As in images with empty layers.
        auto running =
            run_in_layers(loop, world, files, layers, "set -- /of-*; echo $#; cat /of-0 /of-126; echo");
        ENI_CO_TRY(const std::string told, co_await std::move(running));
        layers.push_back(layers.front());
        auto again = run_in_layers(loop, world, files, layers, "");
        const auto refused = co_await std::move(again);
        co_return told + ", " + (refused.has_error() ? refused.error().message : "taken");
      });
  EXPECT_EQ(outcome, "127\n0126\n0/0, an image of 129 layers, more than 128");
}

TEST_P(RootFileSystemTest, NeedsNoLayer) {
  const std::string outcome =
      run([](net::EventLoop& loop, World& world, const std::string& files) -> Task<Result<std::string>> {
        auto running = run_in_layers(loop, world, files, {}, "echo x > /file; ls /");
        co_return co_await std::move(running);
      });
  EXPECT_EQ(outcome, "bin\ndev\nfile\nlib\nlib64\nproc\nsys\nusr\n0/0");
}

/// What a container that broke out may have put in the way.
TEST_P(RootFileSystemTest, LeavesTheWorldsFilesByNoPath) {
  const std::string outcome =
      run([](net::EventLoop&, World& world, const std::string& files) -> Task<Result<std::string>> {
        std::filesystem::create_directory(files + "/layer");
        std::filesystem::create_symlink("/usr", files + "/link");
        std::filesystem::create_symlink("layer", files + "/near");
        std::string told;
        const auto tell = [&](const Result<void>& result) {
          told += (result.has_error() ? result.error().message : "done") + "\n";
        };
        for (const char* path : {"/link", "/near", "/../", "/link/lib", "/missing", "x"}) {
          OverlayMount overlay{{files + path}, files + "/a/upper", files + "/a/work", files + "/a/merged"};
          auto mounting = world.mount_overlay(std::move(overlay));
          tell(co_await std::move(mounting));
        }
        auto mounting = world.mount_overlay(
            {{files + "/layer"}, files + "/link/upper", files + "/a/work", files + "/a/merged"});
        tell(co_await std::move(mounting));
        auto unmounting = world.unmount(files + "/../../proc");
        tell(co_await std::move(unmounting));
        for (const char* path : {"/link/lib", "/..", "/."}) {
          auto removing = world.remove(files + path);
          tell(co_await std::move(removing));
        }
        auto removing = world.remove(files + "/link");
        tell(co_await std::move(removing));
        for (std::size_t at = 0; (at = told.find(files)) != std::string::npos;)
          told.replace(at, files.size(), "FILES");
        co_return told;
      });
  EXPECT_EQ(outcome,
            "link: Too many levels of symbolic links\nnear: Too many levels of symbolic links\n"
            "../: Invalid cross-device link\nlink/lib: Too many levels of symbolic links\n"
            "missing: No such file or directory\nFILESx: not below FILES\n"
            "link/upper: Too many levels of symbolic links\n../../proc: Invalid cross-device link\n"
            "link/lib: Too many levels of symbolic links\n..: Invalid argument\n.: Invalid argument\ndone\n");
}

Task<Result<std::string>> mount_once(net::EventLoop&, World& world, const std::string& files) {
  RootFileSystems roots{world, files};
  auto making = roots.make("test", {});
  const auto made = co_await std::move(making);
  std::string told = made.has_error() ? to_string(made.error()) : "mounted";
  if (const std::size_t at = told.find(files); at != std::string::npos)
    told.replace(at, files.size(), "FILES");
  co_return told;
}

/// As in many a container: an overlay cannot have another's files as its own.
TEST(RootFileSystem, SaysWhereTheFolderMustBe) {
  if (geteuid() != 0) GTEST_SKIP() << "only root can mount an overlay for this";
  const TestFolder folder;
  for (const char* name : {"/lower", "/upper", "/work", "/merged"})
    std::filesystem::create_directory(folder.path().string() + name);
  std::array<int, 2> ends{};
  ASSERT_EQ(pipe2(ends.data(), O_CLOEXEC), 0);
  const net::Descriptor reader{ends[0]};
  net::Descriptor writer{ends[1]};
  const pid_t child = fork();
  if (child == 0) {
    const std::string base = folder.path().string();
    const std::string options =
        "lowerdir=" + base + "/lower,upperdir=" + base + "/upper,workdir=" + base + "/work";
    std::string outcome = "cannot mount an overlay";
    if (unshare(CLONE_NEWNS) == 0 && mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
        mount("overlay", (base + "/merged").c_str(), "overlay", 0, options.c_str()) == 0) {
      setenv("TMPDIR", (base + "/merged").c_str(), 1);
      outcome = run_in_world(mount_once);
    }
    (void)!write(writer.get(), outcome.data(), outcome.size());
    _exit(0);
  }
  writer.reset();
  const std::string outcome = read_all(reader.get());
  waitpid(child, nullptr, 0);
  if (outcome.starts_with("cannot")) GTEST_SKIP() << outcome;
  EXPECT_THAT(outcome, HasSubstr("containers' files cannot lie in FILES, which is on overlayfs"));
  EXPECT_THAT(outcome, HasSubstr("a folder on a local disk (ext4, xfs, btrfs) or in memory (tmpfs)"));
}

}  // namespace
}  // namespace eni::sandbox::world
