#pragma once
/// What the agents of hosts do with tasks: containers in a world of their own, in networks that are what EC2 says of their interfaces.
///
/// The world is made soon after the start. Where it cannot be, tasks go through their states without containers, or, where it was asked
/// for, the sandbox ends. A world that ends takes its containers with it: their tasks stop, with that as the reason. Once all are gone
/// another is made, later each time if worlds do not live long (world/restart_delay.h); tasks that begin meanwhile wait for it.
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "net/event_loop.h"
#include "sandbox/gateway/background_work.h"
#include "sandbox/gateway/host_networks.h"
#include "sandbox/gateway/task_runner.h"
#include "sandbox/gateway/vpc_sockets.h"
#include "sandbox/task_engine/engine_worlds.h"
#include "sandbox/task_engine/host_boots.h"

namespace eni::sandbox::task_engine {

/// A VPC in which tasks are.
struct ConnectedVpc {
  std::string id;
  std::string region;

  auto operator<=>(const ConnectedVpc&) const = default;
};

class TaskEngine final : public TaskRunner, public VpcSockets, public HostNetworks {
 public:
  /// @param agents  outlive it, as the reaper does
  TaskEngine(Environment& env, net::EventLoop& loop, HostAgents& agents, world::Reaper& reaper,
             TaskEngineOptions options);
  ~TaskEngine() override;

  void start() override;
  void stop() override;
  /// Instances that end or reboot; security groups, interfaces and routing that change.
  bool hears(const Event& event) const override;
  void receive(const Event& event) override;

  Task<bool> is_available() override;
  Task<Result<void>> run(TaskToRun task) override;
  void interrupt(const std::string& task) override;
  Task<void> stop(std::string task) override;
  bool has(const std::string& task) const override;
  Result<OpenedSession> open_session(const std::string& task, const std::string& container,
                                     std::vector<std::string> argv) override;

  Task<Result<net::Descriptor>> listen(std::string vpc, std::string address, std::uint16_t port) override;
  Task<Result<net::Descriptor>> connect(std::string vpc, std::string address, std::uint16_t port) override;
  Task<Result<net::Descriptor>> listen_as(std::string vpc, OwnAddress own, std::uint16_t port) override;
  Task<Result<net::Descriptor>> connect_as(std::string vpc, OwnAddress own, std::string address,
                                           std::uint16_t port) override;

  Task<Result<std::unique_ptr<HostNetwork>>> open_host(std::string instance, aws::Region region,
                                                       std::optional<isolation::Listener> sandbox) override;
  std::set<ConnectedVpc> connected_vpcs() const;

 private:
  using SocketOpener = std::function<Task<Result<net::Descriptor>>(Vpcs&)>;
  /// @param own  an address of the router's that the socket is to have, if it is to have one
  Task<Result<net::Descriptor>> open_socket(std::string vpc, std::optional<OwnAddress> own,
                                            SocketOpener open);
  Task<Result<net::Descriptor>> try_to_open_socket(std::string vpc, std::optional<OwnAddress> own,
                                                   SocketOpener open);
  /// A world that lives. Waits for the host's boot to end, or the task to be stopped.
  Task<EngineWorld*> ready_for(std::string task, std::string instance);
  void host_ended(const std::string& instance);
  void host_rebooted(const std::string& instance);
  /// What runs on a host that boots is from before.
  Task<void> end_runs_on(std::string instance);
  bool has_runs_on(const std::string& instance) const;
  void remove_host(const std::string& instance);
  Task<void> tell(std::string task);

  Environment& env_;
  net::EventLoop& loop_;
  HostAgents& agents_;
  EngineWorlds worlds_;
  std::set<std::string> starting_;               ///< tasks that wait for a world, or for their hosts' boots
  std::set<std::string> ended_hosts_;            ///< instances that are off and whose tasks are not gone yet
  std::vector<Channel<bool>> waiting_for_ends_;  ///< of tasks
  HostBoots boots_;
  TaskRuns runs_;
  StoppedLogs stopped_logs_;
  /// Not at once: who is told writes into the store, which may fail for a moment.
  BackgroundWork<std::string> told_;
};

}  // namespace eni::sandbox::task_engine
