#include "eni_trunking/demo/containers.h"

#include <algorithm>
#include <chrono>
#include <ostream>
#include <unistd.h>

#include "eni_trunking/demo/balancer.h"
#include "eni_trunking/demo/container_sandbox.h"
#include "eni_trunking/demo/host_role.h"
#include "eni_trunking/demo/hosts.h"
#include "eni_trunking/demo/task_questions.h"
#include "eni_trunking/demo/trunk_capture.h"
#include "eni_trunking/demo/web_image.h"
#include "eni_trunking/output/text_layout.h"
#include "eni_trunking/stacks/installation.h"

namespace eni::command {

namespace {

using std::chrono::steady_clock;

constexpr std::size_t kShortId = 8;
constexpr std::size_t kAnswersInALine = 2;

json::object web_container() {
  return {{"image", kWebImage},
          {"memory", 16},
          {"cpu", 16},
          {"portMappings", json::array{json::object{{"containerPort", 80}}}}};
}

double seconds_since(steady_clock::time_point start) {
  return std::chrono::duration<double>(steady_clock::now() - start).count();
}

client::CallFailure as_call_failure(const Error& error) { return client::CallFailure{std::nullopt, error}; }

std::vector<std::string> addresses_of(const std::vector<RunningTask>& tasks) {
  std::vector<std::string> addresses;
  for (const RunningTask& task : tasks) addresses.push_back(task.address);
  return addresses;
}

/// What the program of the image says of itself (demo/web/serve.cpp), without its host name.
std::string self_description(const RunningTask& task) { return "task " + task.id + " at " + task.address; }

class ContainersDemo {
 public:
  ContainersDemo(std::ostream& out, ContainerSandbox& sandbox, client::AwsClient& client)
      : out_{out}, sandbox_{sandbox}, hosts_{client, web_container()}, client_{client}, balancer_{client} {}

  client::CallResult<void> run() {
    ENI_CHECK(load_image());
    ENI_CHECK(balancer_.make());
    ENI_CHECK(run_hosts());
    ENI_CHECK(ask_each());
    ENI_CHECK(ask_balancer());
    label("time") << fixed(seconds_since(placing_), 1) << " s from the first RunTask to here, "
                  << fixed(seconds_since(start_), 1) << " s in all\n";
    return tidy();
  }

 private:
  std::ostream& label(const char* text) { return out_ << padded(text, 9); }

  client::CallResult<void> load_image() {
    const std::string archive = web_image_archive();
    if (const auto loaded = sandbox_.load_image(archive); loaded.has_error())
      return as_call_failure(loaded.error());
    label("image") << kWebImage << ", " << fixed(static_cast<double>(archive.size()) / 1e6, 1)
                   << " MB, made on the spot: a web server alone\n";
    return {};
  }

  client::CallResult<void> run_hosts() {
    const std::string role_name = "hosts";
    ENI_TRY(const std::string role, make_host_role(client_, role_name));
    ENI_CHECK(hosts_.prepare());
    ENI_TRY(const std::string old_host, hosts_.launch(role_name));
    placing_ = steady_clock::now();
    ENI_TRY(const PlacedTasks placed_before, hosts_.place(old_host));
    ENI_CHECK(put_trunking(client_, role, "enabled"));
    ENI_TRY(const std::string new_host, hosts_.launch(role_name));
    ENI_TRY(const PlacedTasks placed_after, hosts_.place(new_host));
    ENI_TRY(const FilledHost before, hosts_.settle(old_host, placed_before));
    label("host 1") << "from before trunking: each container has an interface of the host's\n"
                    << draw(before.picture);
    ENI_TRY(const FilledHost after, hosts_.settle(new_host, placed_after));
    label("host 2") << "from after: each container is on a branch of one trunk\n" << draw(after.picture);
    ENI_TRY(askers_, hosts_.tasks_on(old_host));
    ENI_TRY(tasks_, hosts_.tasks_on(new_host));
    if (askers_.empty() || tasks_.empty()) return client::CallFailure::unexpected("no task runs");
    new_host_ = new_host;
    return {};
  }

  /// By their own addresses, from the other host, with what the trunk carries meanwhile.
  client::CallResult<void> ask_each() {
    const auto addresses = addresses_of(tasks_);
    auto capture = TrunkCapture::begin(sandbox_.url(), new_host_);
    if (capture.has_error()) return as_call_failure(capture.error().error);
    ENI_TRY(const auto answers, ask_from_task(sandbox_.url(), askers_.front().id, addresses));
    const auto frames = capture->accepting_frames(addresses);
    if (frames.has_error()) return as_call_failure(frames.error());
    label("capture") << capture->interface()
                     << " of host 2, while a task of host 1 asks each: how they accept\n";
    bool has_tags = true;
    for (const std::string& line : *frames) {
      out_ << "  " << line << "\n";
      has_tags = has_tags && line.starts_with("vlan ");
    }
    if (!has_tags) out_ << "  (no tags: this kernel lacks 8021q; only root may load programs in its place)\n";
    const auto own = std::ranges::count_if(tasks_, [&](const RunningTask& task) {
      return std::ranges::any_of(answers, [&](const std::string& line) {
        return line.starts_with(task.address + " " + self_description(task) + ",");
      });
    });
    label("answers") << own << " of " << tasks_.size()
                     << ", each from the container that the API names at that address\n";
    return {};
  }

  client::CallResult<void> ask_balancer() {
    ENI_CHECK(balancer_.forward_to(addresses_of(tasks_)));
    ENI_TRY(const net::Url url, balancer_.local_url(sandbox_.url()));
    ENI_TRY(const auto answers, ask_until_all_answer(url, tasks_.size()));
    label("balancer") << balancer_.dns_name() << "\n"
                      << padded("", 9) << "here http://" << url.authority()
                      << "; it answers from all of them:\n";
    std::size_t shown = 0;
    for (const RunningTask& task : tasks_) {
      int count = 0;
      for (const auto& [line, times] : answers)
        if (line.starts_with(self_description(task) + ",")) count = times;
      const bool ends_line = ++shown % kAnswersInALine == 0 || shown == tasks_.size();
      const std::string cell =
          "  " + std::to_string(count) + "x task " + task.id.substr(0, kShortId) + " at " + task.address;
      out_ << (ends_line ? cell + "\n" : padded(cell, 40));
    }
    return {};
  }

  /// Where containers' files may belong to users that only their world has, they go while it is there. Root removes them anyway.
  client::CallResult<void> tidy() {
    if (geteuid() == 0) return {};
    ENI_CHECK(hosts_.stop_tasks());
    if (const auto removed = sandbox_.remove_image(kWebImage); removed.has_error())
      return as_call_failure(removed.error());
    return {};
  }

  std::ostream& out_;
  ContainerSandbox& sandbox_;
  DemoHosts hosts_;
  client::AwsClient& client_;
  DemoBalancer balancer_;
  steady_clock::time_point start_ = steady_clock::now();
  steady_clock::time_point placing_;
  std::string new_host_;
  std::vector<RunningTask> askers_;
  std::vector<RunningTask> tasks_;
};

}  // namespace

ExitCode run_containers_demo(Terminal& terminal) {
  const auto runtimes = find_runtimes(terminal.program);
  if (!runtimes) return fail(terminal, runtimes.error());
  auto sandbox = ContainerSandbox::start(*runtimes);
  if (!sandbox) return fail(terminal, sandbox.error());
  terminal.out << "A sandbox of its own at " << (*sandbox)->sandbox().endpoint_url()
               << "; nothing leaves this machine.\n\n";
  SystemWaiter waiter;
  client::AwsClient client = (*sandbox)->sandbox().root_client(waiter);
  const auto done = ContainersDemo{terminal.out, **sandbox, client}.run();
  if (!done) return fail(terminal, done.error());
  terminal.out << "\nNext:  eni-trunking sandbox --run auto\n";
  return ExitCode::kFine;
}

}  // namespace eni::command
