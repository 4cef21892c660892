#include "eni_trunking/demo/trunk_capture.h"

#include <algorithm>
#include <chrono>
#include <poll.h>

#include "packets/frame_text.h"

namespace eni::command {

namespace {

using std::chrono::steady_clock;

constexpr std::chrono::seconds kPatience{2};
constexpr int kPollMilliseconds = 20;

bool is_acceptance(const std::string& text, const std::string& address) {
  return text.find("TCP " + address + ":80 > ") != std::string::npos && text.ends_with(" SYN,ACK");
}

}  // namespace

Result<TrunkCapture, SandboxFailure> TrunkCapture::begin(const net::Url& sandbox,
                                                         const std::string& instance_id) {
  const task_access::Request request{.action = task_access::Action::kCapture, .host = instance_id};
  auto connection = ControlConnection::open(sandbox, request, {});
  if (connection.has_error()) return connection.error();
  auto answer = connection->receive();
  if (answer.has_error()) return answer.error();
  if (answer->descriptors.empty()) return SandboxFailure{{"the sandbox has sent no socket", ""}};
  return TrunkCapture{*std::move(connection), PacketSocket{std::move(answer->descriptors.front())},
                      answer->interface};
}

Result<std::vector<std::string>> TrunkCapture::accepting_frames(const std::vector<std::string>& addresses) {
  std::vector<std::string> lines(addresses.size());
  std::size_t missing = addresses.size();
  for (const auto end = steady_clock::now() + kPatience; missing > 0 && steady_clock::now() < end;) {
    ENI_TRY(const auto frame, socket_.next());
    if (!frame) {
      pollfd waits{socket_.descriptor(), POLLIN, 0};
      poll(&waits, 1, kPollMilliseconds);
      continue;
    }
    const std::string text = packets::frame_text(frame->bytes);
    const auto found = std::ranges::find_if(
        addresses, [&](const std::string& address) { return is_acceptance(text, address); });
    if (found == addresses.end()) continue;
    std::string& line = lines[static_cast<std::size_t>(found - addresses.begin())];
    if (line.empty()) --missing;
    if (line.empty()) line = without_destination(text);
  }
  if (missing > 0)
    return Error{std::to_string(missing) + " of " + std::to_string(addresses.size()) +
                     " tasks were not seen on " + interface_,
                 ""};
  return lines;
}

std::string without_destination(const std::string& frame_text) {
  const std::size_t from = frame_text.find(" > "), to = frame_text.find("  ", from);
  if (from == std::string::npos || to == std::string::npos) return frame_text;
  return frame_text.substr(0, from) + frame_text.substr(to);
}

}  // namespace eni::command
