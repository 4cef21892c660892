#pragma once
/// A user's machine that a test describes.
#include <functional>
#include <map>

#include "client/user_environment.h"

namespace eni::client {

struct LiteralEnvironment final : UserEnvironment {
  using Variables = std::map<std::string, std::string>;
  using Files = std::map<std::string, std::string>;

  Variables variables = {};
  mutable Files files = {};                            ///< by path; written ones too
  std::map<std::string, ProgramOutput> programs = {};  ///< by command line
  std::string typed = {};                              ///< what the user answers; empty: there is no terminal
  std::map<std::string, net::Response> answers =
      {};                                       ///< of endpoints, by "METHOD scheme://host[:port]/target"
  mutable std::vector<std::string> asked = {};  ///< prompts
  mutable std::vector<std::pair<std::string, net::Request>> exchanged = {};

  explicit LiteralEnvironment(Variables set = {}, Files there = {})
      : variables{std::move(set)}, files{std::move(there)} {}

  std::optional<std::string> variable(const std::string& name) const override { return at(variables, name); }
  Result<std::optional<std::string>> read_file(const std::string& path) const override {
    return at(files, path);
  }
  Result<void> write_private_file(const std::string& path, const std::string& bytes) const override {
    files[path] = bytes;
    return {};
  }
  Result<ProgramOutput> run(const std::vector<std::string>& argv) const override {
    std::string line;
    for (const std::string& word : argv) line += (line.empty() ? "" : " ") + word;
    const auto output = at(programs, line);
    if (!output) return Error{"cannot start " + line, ""};
    return *output;
  }
  Result<std::string> ask(const std::string& prompt) const override {
    asked.push_back(prompt);
    if (typed.empty()) return Error{"there is no terminal to ask the user at", ""};
    return typed;
  }
  Result<net::Response> exchange(const net::Url& url, net::Request request, Duration) const override {
    const std::string key = request.method + " " + url.scheme + "://" + url.authority() + request.target;
    exchanged.emplace_back(key, std::move(request));
    const auto answer = at(answers, key);
    if (!answer) return Error{"cannot connect to " + url.host, ""};
    return *answer;
  }

 private:
  template <class Value>
  static std::optional<Value> at(const std::map<std::string, Value>& map, const std::string& key) {
    const auto found = map.find(key);
    return found == map.end() ? std::nullopt : std::optional{found->second};
  }
};

}  // namespace eni::client
