/// `eni-trunking capture`: the frames of a host's trunk, or of a task.
#include "eni_trunking/tasks/capture.h"

#include <CLI/App.hpp>
#include <memory>
#include <poll.h>

#include "eni_trunking/interruption.h"
#include "eni_trunking/tasks/task_options.h"

namespace eni::command {

namespace {

/// A signal between a look at it and a wait would else be noticed with the next frame only.
constexpr int kMaxWaitMilliseconds = 200;

struct CaptureOptions {
  std::string endpoint_url;
  std::string id;
  std::string interface;
  std::string path;
  std::uint64_t count = 0;
};

task_access::Request request_of(const CaptureOptions& options) {
  task_access::Request request{.action = task_access::Action::kCapture, .interface = options.interface};
  (options.id.starts_with("i-") ? request.host : request.task) = options.id;
  return request;
}

std::string summary(std::uint64_t frames, std::uint64_t dropped) {
  std::string text = std::to_string(frames) + (frames == 1 ? " frame" : " frames");
  if (dropped > 0)
    text += ", " + std::to_string(dropped) + " more were lost: they came faster than they were written";
  return text;
}

ExitCode capture(Terminal& terminal, const CaptureOptions& options) {
  auto output = CaptureOutput::open(terminal.out, options.path);
  if (output.has_error()) return fail(terminal, output.error());
  const auto connection = ask_control(options.endpoint_url, request_of(options));
  if (connection.has_error()) return fail(terminal, connection.error());
  auto answer = connection->receive();
  if (answer.has_error()) return fail(terminal, answer.error());
  if (answer->descriptors.empty()) return fail(terminal, Error{"the sandbox has sent no socket", ""});
  PacketSocket socket{std::move(answer->descriptors.front())};
  const Interruption interruption;
  tell(terminal, "capturing " + answer->interface + " of " + options.id + "; Ctrl-C ends it");
  const auto captured = capture_frames(socket, *output, options.count);
  tell(terminal, summary(output->frames(), socket.dropped()));
  if (captured.has_error()) return fail(terminal, captured.error());
  return ExitCode::kFine;
}

}  // namespace

Result<void> capture_frames(PacketSocket& socket, CaptureOutput& output, std::uint64_t count) {
  while (!is_interruption_requested()) {
    ENI_TRY(const auto frame, socket.next());
    if (!frame) {
      ENI_CHECK(output.flush());
      pollfd waits{socket.descriptor(), POLLIN, 0};
      poll(&waits, 1, kMaxWaitMilliseconds);
      continue;
    }
    output.write(*frame);
    if (count > 0 && output.frames() >= count) break;
  }
  return output.flush();
}

Run declare_capture(CLI::App& app, Terminal& terminal) {
  const auto options = std::make_shared<CaptureOptions>();
  app.add_option("ID", options->id,
                 "A host's (i-...), or a task's id or ARN; the beginning of an id is enough")
      ->required();
  app.add_option("--write", options->path,
                 "Writes the frames for Wireshark, too; -: to standard output, and no lines")
      ->type_name("FILE.pcap");
  app.add_option("--count", options->count, "Ends after so many frames")
      ->type_name("N")
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1} << 40));
  app.add_option("--interface", options->interface,
                 "Of the host or task; else the host's trunk (eth1), the task's own (eth0)")
      ->type_name("NAME");
  declare_sandbox_endpoint(app, options->endpoint_url);
  app.footer(std::string(kTasksFooter) +
             "Examples:\n"
             "  eni-trunking capture i-0123 --count 10\n"
             "  eni-trunking capture i-0123 --write - | wireshark -k -i -");
  return [options, &terminal] { return capture(terminal, *options); };
}

}  // namespace eni::command
