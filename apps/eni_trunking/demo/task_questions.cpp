#include "eni_trunking/demo/task_questions.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>

#include "base/text.h"
#include "eni_trunking/sandbox/sandbox_pages.h"
#include "eni_trunking/tasks/program_session.h"

namespace eni::command {

namespace {

/// More than the load balancer's turns need.
constexpr int kMaxRequests = 200;

client::CallFailure as_failure(const Error& error) { return client::CallFailure{std::nullopt, error}; }

std::string read_file(int file) {
  std::string text;
  std::array<char, 4096> piece{};
  for (;;) {
    const ssize_t bytes = pread(file, piece.data(), piece.size(), static_cast<off_t>(text.size()));
    if (bytes <= 0) return text;
    text.append(piece.data(), static_cast<std::size_t>(bytes));
  }
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (const std::string& line : split(text, '\n'))
    if (!line.empty()) lines.push_back(line);
  return lines;
}

}  // namespace

client::CallResult<std::vector<std::string>> ask_from_task(const net::Url& sandbox, const std::string& task,
                                                           const std::vector<std::string>& addresses) {
  const net::Descriptor input{open("/dev/null", O_RDONLY | O_CLOEXEC)};
  const net::Descriptor output{memfd_create("answers", MFD_CLOEXEC)};
  if (!input || !output)
    return as_failure({std::string("no place for answers: ") + std::strerror(errno), ""});
  task_access::Request request{.action = task_access::Action::kExec, .task = task, .argv = {"/web", "ask"}};
  request.argv.insert(request.argv.end(), addresses.begin(), addresses.end());
  const auto ask = [&](const task_access::Request& asked, const std::vector<int>& descriptors) {
    return ControlConnection::open(sandbox, asked, descriptors);
  };
  const auto ended = run_program(ask, std::move(request), {input.get(), output.get(), STDERR_FILENO});
  if (ended.has_error()) return as_failure(ended.error().error);
  auto lines = lines_of(read_file(output.get()));
  if (*ended != 0) return as_failure({"not all tasks answer: " + join(lines, "; "), ""});
  return lines;
}

client::CallResult<std::map<std::string, int>> ask_until_all_answer(const net::Url& balancer,
                                                                    std::size_t tasks) {
  std::map<std::string, int> answers;
  for (int request = 0; request < kMaxRequests && answers.size() < tasks; ++request) {
    const auto page = ask_page(balancer, {"GET", "/", {}, ""});
    if (page.has_error()) return as_failure(page.error().error);
    ++answers[std::string(trim(*page))];
  }
  if (answers.size() < tasks)
    return as_failure({"only " + std::to_string(answers.size()) + " of " + std::to_string(tasks) +
                           " tasks answered by the load balancer",
                       ""});
  return answers;
}

}  // namespace eni::command
