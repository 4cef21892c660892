#include "sandbox/world/internet_access.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/nsfs.h>
#include <optional>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/scheduler.h"
#include "net/child_process.h"
#include "net/descriptor_watch.h"
#include "net/pipe.h"
#include "sandbox/world/netlink/links.h"
#include "sandbox/world/netlink/masquerade.h"
#include "sandbox/world/network_settings.h"
#include "sandbox/world/route_tables.h"

namespace eni::sandbox::world {
namespace {

using net::Descriptor;

constexpr const char* kSlirp = "slirp4netns";
constexpr const char* kProgramFolders[] = {"/usr/bin", "/usr/local/bin", "/bin"};
constexpr const char* kInstall = "sudo apt install slirp4netns";

constexpr std::chrono::seconds kReadyLimit{30};
constexpr std::size_t kMaxOutputText = 500;  ///< of what the program says

/// The program's own addresses. Link-local, for VPCs have none of those; nothing is forwarded to them.
constexpr const char* kOwnBlock = "169.254.255.0/24";
/// In kOutsideBlock6, as the program has it: its own, and one that nobody has.
constexpr const char* kProgramAddress6 = "fd00::2";
constexpr const char* kInterfaceAddress6 = "fd00::100";

std::optional<std::string> find_program() {
  for (const char* folder : kProgramFolders) {
    const std::string path = std::string(folder) + "/" + kSlirp;
    if (access(path.c_str(), X_OK) == 0) return path;
  }
  return std::nullopt;
}

Error failed(const std::string& what) { return {what + ": " + std::strerror(errno), ""}; }

/// In the program's numbers, which begin with 3.
std::vector<std::string> arguments(const std::string& program) {
  std::vector<std::string> argv{program,
                                "--configure",
                                "--mtu=1500",
                                std::string("--cidr=") + kOwnBlock,
                                "--disable-host-loopback",
                                "--disable-dns",
                                "--enable-seccomp",
                                "--netns-type=path",
                                "--userns-path=/proc/self/fd/4",
                                "--exit-fd=5",
                                "--ready-fd=6"};
  if (has_ipv6()) argv.emplace_back("--enable-ipv6");
  // A root of its own, and no capabilities. An ordinary user has none to lose, and cannot make it a root.
  if (geteuid() == 0) argv.emplace_back("--enable-sandbox");
  argv.emplace_back("/proc/self/fd/3");
  argv.emplace_back(kInternetInterface);
  return argv;
}

/// For what the program said of the device that it makes interfaces by. udev lets everybody open it, others need not.
std::string remedy_for(const std::string& said) {
  if (said.find("/dev/net/tun") == std::string::npos) return "";
  if (said.find("Permission denied") != std::string::npos)
    return "sudo chmod 666 /dev/net/tun, which is how udev makes it";
  // Whatever its mode is: the devices of a control group, which are all that a container may open.
  if (said.find("Operation not permitted") != std::string::npos)
    return "of a container: --device /dev/net/tun";
  return "sudo modprobe tun; of a container: --device /dev/net/tun";
}

class Slirp final : public InternetAccess {
 public:
  Slirp(net::EventLoop& loop, std::function<void(std::string)> on_end)
      : loop_{loop}, on_end_{std::move(on_end)}, starts_{loop} {}

  /// Until the interface is there and up.
  Task<Result<void>> open(World& world, const Network& router, std::string program) {
    ENI_CO_CHECK(launch(router, program));
    const std::optional<bool> ready = co_await starts_.pop_until(loop_.now() + kReadyLimit);
    ready_.reset();
    if (!ready || !*ready)
      co_return Error{program + " does not work here: " + (ready ? output_ : "no answer in time"),
                      remedy_for(output_)};
    is_open_ = true;
    auto configuring = configure(world, router);
    co_return co_await std::move(configuring);
  }

  const std::optional<Error>& ipv6_failure() const override { return ipv6_failure_; }

 private:
  Result<void> launch(const Network& router, const std::string& program) {
    const Descriptor users{ioctl(router.descriptor.get(), NS_GET_USERNS)};
    if (!users) return failed("the world's user namespace");
    auto exit = net::make_pipe();
    auto ready = net::make_pipe();
    if (!exit || !ready) return failed("a pipe");
    net::ProcessOptions options;
    options.argv = arguments(program);
    options.name = kSlirp;
    options.environment = {{"PATH", "/usr/sbin:/usr/bin:/sbin:/bin"}};
    options.inherited = {router.descriptor.get(), users.get(), exit->reader.get(), ready->writer.get()};
    options.max_open_files = 0;
    ENI_TRY(process_, net::ChildProcess::start(
                          loop_, std::move(options), [this](const std::string& line) { note(line); },
                          [this](net::ProcessEnd) { ended(); }));
    exit_ = std::move(exit->writer);
    ready_ = net::DescriptorWatch::make(loop_, ready->reader.release());
    ready_->wait(net::DescriptorWatch::Event::kReadable, [this] {
      char byte = 0;
      if (read(ready_->descriptor(), &byte, 1) == 1) starts_.push(true);
    });
    return {};
  }

  /// All but its report of how it began.
  void note(const std::string& line) {
    for (const char* usual : {"* ", "Starting ", "sent tapfd", "received tapfd", "WARNING", "seccomp:"})
      if (line.starts_with(usual)) return;
    if (output_.size() < kMaxOutputText)
      output_ += (output_.empty() ? "" : "; ") + line.substr(0, kMaxOutputText);
  }

  void ended() {
    if (!is_open_) return starts_.push(false);
    if (on_end_) on_end_(output_);
  }

  /// The program asks the router for the addresses behind it, which answers in their place.
  Task<Result<void>> configure(World& world, const Network& router) {
    SocketOptions options{AF_INET, SOCK_DGRAM, 0, "", 0};
    auto making = world.make_socket(router.descriptor.get(), std::move(options));
    ENI_CO_TRY(const Descriptor socket, co_await std::move(making));
    ifreq request{};
    std::strncpy(request.ifr_name, kInternetInterface, IFNAMSIZ - 1);
    if (ioctl(socket.get(), SIOCGIFINDEX, &request) != 0) co_return failed("the interface to the outside");
    netlink::Batch batch;
    netlink::answer_at_once(batch, request.ifr_ifindex);
    ENI_CO_CHECK(router.routes.send(batch));
    if (const auto opened = open_ipv6(router, request.ifr_ifindex); has_ipv6() && opened.has_error())
      ipv6_failure_ = opened.error();
    co_return Result<void>{};
  }

  static Result<void> open_ipv6(const Network& router, netlink::Index index) {
    ENI_CHECK(router.filters.send(netlink::masquerade_ipv6(kInternetInterface)));
    const vpc::Cidr block = *vpc::Cidr::parse(kOutsideBlock6);
    const vpc::Address program = *vpc::Address::parse(kProgramAddress6);
    netlink::Batch batch;
    netlink::add_address(batch, index, *vpc::Address::parse(kInterfaceAddress6), block.prefix);
    netlink::add_route(batch, {vpc::Cidr{program}, index, std::nullopt});
    netlink::add_route(batch, {vpc::everything(vpc::Family::kIpv6), index, program});
    return router.routes.send(batch);
  }

  net::EventLoop& loop_;
  std::function<void(std::string)> on_end_;
  Descriptor exit_;  ///< whose closing ends the program
  std::unique_ptr<net::ChildProcess> process_;
  std::unique_ptr<net::DescriptorWatch> ready_;
  std::string output_;
  Channel<bool> starts_;
  bool is_open_ = false;
  std::optional<Error> ipv6_failure_;
};

}  // namespace

Task<Result<std::unique_ptr<InternetAccess>>> InternetAccess::make(net::EventLoop& loop, World& world,
                                                                   const Network& router,
                                                                   std::function<void(std::string)> on_end) {
  const auto program = find_program();
  if (!program) co_return Error{std::string(kSlirp) + " is not installed", kInstall};
  auto slirp = std::make_unique<Slirp>(loop, std::move(on_end));
  auto opening = slirp->open(world, router, *program);
  ENI_CO_CHECK(co_await std::move(opening));
  co_return std::unique_ptr<InternetAccess>{std::move(slirp)};
}

Task<Result<void>> try_internet_access(net::EventLoop& loop, World& world) {
  auto networking = world.make_network({});
  ENI_CO_TRY(const Network network, co_await std::move(networking));
  auto making = InternetAccess::make(loop, world, network, nullptr);
  const auto made = co_await std::move(making);
  if (made.has_error()) co_return made.error();
  co_return Result<void>{};
}

}  // namespace eni::sandbox::world
