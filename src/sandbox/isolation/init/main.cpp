/// The one program that the sandbox puts into a jail. As `jail-init` it makes the jail and is its first process; as
/// `eni-trunking-probe` it tries a jail's way out; under any other name it is the client of a tool that the sandbox serves.
#include <csignal>
#include <cstring>
#include <sys/prctl.h>
#include <unistd.h>

#include "sandbox/isolation/init/channel.h"
#include "sandbox/isolation/init/failure.h"
#include "sandbox/isolation/init/file_tree.h"
#include "sandbox/isolation/init/namespaces.h"
#include "sandbox/isolation/init/network.h"
#include "sandbox/isolation/init/probe.h"
#include "sandbox/isolation/init/spec.h"
#include "sandbox/isolation/init/supervisor.h"
#include "sandbox/isolation/init/tool_client.h"

namespace {

namespace isolation = eni::sandbox::isolation;
namespace init = eni::sandbox::isolation::init;

[[noreturn]] void make_jail() {
  prctl(PR_SET_NAME, "jail-init");  // It was started from a file without a name.
  const isolation::Layout layout =
      isolation::parse_layout(isolation::read_descriptor(isolation::kSpec, SIZE_MAX));
  close(isolation::kSpec);
  init::Sources sources = init::Sources::by_path();
  const bool is_root = init::is_machine_root();
  const bool joins = layout.network != isolation::Layout::kOwnNetwork;
  if (is_root) sources = init::Sources::of_root(layout);
  if (joins)
    init::join_network(layout.network);
  else if (is_root)
    init::become_powerless();
  init::enter_namespaces(layout.user, joins ? init::NetworkToEnter::kPresent : init::NetworkToEnter::kNew);
  if (sethostname(layout.host_name.c_str(), layout.host_name.size()) != 0) init::fail("sethostname");
  if (!joins) init::bring_up_loopback(layout);
  std::vector<int> sockets = init::make_listeners(layout);
  for (const int socket : init::make_name_servers(layout)) sockets.push_back(socket);
  const int tools = init::build_file_tree(layout, sources);
  if (tools >= 0) sockets.push_back(tools);
  // Programs inside have this process's user; its memory and its descriptors are not theirs.
  prctl(PR_SET_DUMPABLE, 0);
  isolation::send_message(isolation::kControl,
                          isolation::wire::Writer{isolation::wire::Report::kReady}.bytes(), sockets);
  for (const int socket : sockets) close(socket);
  init::supervise(layout);
}

bool is_probe(const char* path) {
  const char* slash = std::strrchr(path, '/');
  return std::strcmp(slash ? slash + 1 : path, init::kProbeName) == 0;
}

}  // namespace

int main(int argc, char** argv) {
  signal(SIGPIPE, SIG_IGN);
  if (argc == 1 && std::strcmp(argv[0], "jail-init") == 0) make_jail();
  if (argc > 0 && is_probe(argv[0])) return init::run_probe(argc, argv);
  return init::run_tool(argc, argv);
}
