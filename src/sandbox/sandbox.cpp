#include "sandbox/sandbox.h"

#include "net/server.h"
#include "sandbox/entered_vpcs.h"
#include "sandbox/gateway/body_receivers.h"
#include "sandbox/gateway/gateway.h"
#include "sandbox/gateway/isolation.h"
#include "sandbox/hosts/machine_simulator.h"
#include "sandbox/load_balancers/listener_page.h"
#include "sandbox/load_balancers/load_balancers.h"
#include "sandbox/private_directory.h"
#include "sandbox/services/services.h"
#include "sandbox/store/store.h"
#include "sandbox/task_engine/access/access_pages.h"
#include "sandbox/task_engine/images/image_pages.h"
#include "sandbox/task_engine/task_engine.h"
#include "sandbox/task_host_agents.h"
#include "sandbox/vpc_entry/socks_entry.h"
#include "sandbox/world/reaper.h"

namespace eni::sandbox {

namespace {

class RunningSandbox final : public Sandbox {
 public:
  RunningSandbox(net::EventLoop& loop, Logger& log, const SandboxOptions& options,
                 std::unique_ptr<Store> store, std::unique_ptr<world::Reaper> reaper,
                 std::unique_ptr<PrivateDirectory> work)
      : reaper_{std::move(reaper)},
        work_{std::move(work)},
        store_{std::move(store)},
        gateway_{all_services()},
        environment_{
            options.scheduler ? *options.scheduler : loop, random_, log, *store_, gateway_, settings_, {}} {
    settings_.iam_propagation = options.iam_propagation;
    settings_.pace = options.pace;
    settings_.check_replies = options.check_replies;
    settings_.runtimes_directory = options.runtimes_directory;
    settings_.work_directory = work_->path();
    gateway_.attach(environment_);
    gateway_.set_faults(options.faults);
  }

  ~RunningSandbox() override {
    if (server_) server_->close();
    for (auto& [type, component] : environment_.components) component->stop();
    gateway_.shut_down();
  }

  Result<void> listen(net::EventLoop& loop, const SandboxOptions& options) {
    net::ServerOptions server;
    server.address = options.address;
    server.port = options.port;
    server.check_head = [this](const net::Request& head) { return gateway_.check_head(head); };
    server.choose_receiver = [this](const net::Request& head) {
      return environment_.component<BodyReceivers>().choose(head);
    };
    ENI_TRY(server_, net::Server::listen(loop, server, [this](net::Request&& request, auto responder) {
              gateway_.handle(std::move(request), std::move(responder));
            }));
    const bool ipv6 = options.address.find(':') != std::string::npos;
    const std::string host = ipv6 ? "[" + options.address + "]" : options.address;
    settings_.endpoint_url = "http://" + host + ":" + std::to_string(server_->port());
    return {};
  }

  /// Components are made when the endpoint is known, and started when all are there.
  Result<void> start_components(net::EventLoop& loop, const SandboxOptions& options) {
    environment_.components.emplace(typeid(BodyReceivers), std::make_unique<BodyReceivers>(environment_));
    // They say so where no tasks run.
    environment_.components.emplace(typeid(task_engine::ImagePages),
                                    std::make_unique<task_engine::ImagePages>(environment_));
    environment_.components.emplace(typeid(task_engine::AccessPages),
                                    std::make_unique<task_engine::AccessPages>(environment_, loop));
    for (const Service* service : all_services()) {
      if (service->make_component)
        environment_.components.emplace(service->component_type, service->make_component(environment_));
    }
    environment_.components.emplace(typeid(Isolation),
                                    std::make_unique<Isolation>(environment_, isolation::make_jails(loop)));
    // No service: nobody calls it. It hears of instances, and calls services as they would be called from a host.
    environment_.components.emplace(typeid(hosts::MachineSimulator),
                                    std::make_unique<hosts::MachineSimulator>(environment_));
    load_balancers::add_listener_page(gateway_);
    vpc_entry::add_socks_page(gateway_);
    if (reaper_) ENI_CHECK(add_task_engine(loop, options));
    for (auto& [type, component] : environment_.components) component->start();
    return {};
  }

  const std::string& endpoint_url() const override { return settings_.endpoint_url; }

 private:
  Result<void> add_task_engine(net::EventLoop& loop, const SandboxOptions& options) {
    auto engine = std::make_unique<task_engine::TaskEngine>(environment_, loop, agents_, *reaper_,
                                                            engine_options(options));
    auto balancers = load_balancers::make_load_balancers(loop, environment_.scheduler, random_,
                                                         environment_.log, settings_, *engine);
    balancers_ = balancers.get();
    environment_.components.emplace(typeid(LoadBalancerTraffic), std::move(balancers));
    task_engine::TaskEngine& tasks = *engine;
    environment_.components.emplace(typeid(TaskRunner), std::move(engine));
    if (options.socks_port) return open_socks(loop, *options.socks_port, tasks);
    return {};
  }

  Result<void> open_socks(net::EventLoop& loop, std::uint16_t port, task_engine::TaskEngine& tasks) {
    ENI_TRY(auto entry,
            vpc_entry::SocksEntry::listen(loop, environment_.scheduler, environment_.log, port, tasks,
                                          std::make_unique<EnteredVpcs>(environment_, tasks)));
    environment_.log.info("SOCKS leads into VPCs, for every user of this machine",
                          {{"address", entry->address()}});
    environment_.components.emplace(typeid(vpc_entry::SocksEntry), std::move(entry));
    return {};
  }

  task_engine::TaskEngineOptions engine_options(const SandboxOptions& options) {
    const std::string folder = options.cache_directory.empty() ? work_->path() : options.cache_directory;
    task_engine::TaskEngineOptions engine;
    engine.images = folder + "/images";
    engine.files = folder + "/world";
    engine.pulls.docker_config = options.docker_config;
    if (options.run_tasks == RunTasks::kAlways) engine.on_unavailable = options.on_cannot_run;
    engine.on_another_world = [this] { balancers_->listen_again(); };
    return engine;
  }

  SystemRandom random_;
  Settings settings_;
  std::unique_ptr<world::Reaper> reaper_;  ///< null where no tasks run; last of all to go
  std::unique_ptr<PrivateDirectory> work_;
  std::unique_ptr<Store> store_;
  Gateway gateway_;
  Environment environment_;
  TaskHostAgents agents_{environment_};
  load_balancers::LoadBalancerDataPlane* balancers_ = nullptr;  ///< a component; null where no tasks run
  std::unique_ptr<net::Server> server_;
};

/// Where tasks run; before there is anything that it could take away.
Result<std::unique_ptr<world::Reaper>> start_reaper(net::EventLoop& loop, Logger& log, RunTasks run_tasks) {
  std::unique_ptr<world::Reaper> reaper;
  if (run_tasks == RunTasks::kNever) return reaper;
  reaper = std::make_unique<world::Reaper>(loop, log);
  ENI_CHECK(reaper->start());
  return reaper;
}

}  // namespace

Result<std::unique_ptr<Sandbox>> Sandbox::start(net::EventLoop& loop, Logger& log,
                                                const SandboxOptions& options) {
  ENI_TRY(auto store, Store::open(options.state_file));
  ENI_TRY(auto reaper, start_reaper(loop, log, options.run_tasks));
  ENI_TRY(auto work, PrivateDirectory::make());
  if (reaper) reaper->add_tree(work->path());
  auto sandbox = std::make_unique<RunningSandbox>(loop, log, options, std::move(store), std::move(reaper),
                                                  std::move(work));
  ENI_CHECK(sandbox->listen(loop, options));
  ENI_CHECK(sandbox->start_components(loop, options));
  return std::unique_ptr<Sandbox>(std::move(sandbox));
}

}  // namespace eni::sandbox
