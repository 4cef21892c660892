#include "sandbox/hosts/tools/aws/command_line.h"

#include <algorithm>

#include "base/text.h"
#include "sandbox/hosts/tools/aws/names.h"
#include "sandbox/hosts/tools/aws/usage.h"

namespace eni::sandbox::hosts::tools::aws_cli {
namespace {

using shapes::Kind;

constexpr std::string_view kGlobalFlags[] = {"--debug", "--no-verify-ssl", "--no-cli-pager",
                                             "--no-cli-auto-prompt", "--cli-auto-prompt"};
constexpr std::string_view kGlobalValues[] = {"--color", "--ca-bundle", "--cli-read-timeout",
                                              "--cli-connect-timeout", "--cli-binary-format"};

bool is_one_of(std::span<const std::string_view> names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// Negative numbers and words with blanks are values.
bool is_option(std::string_view word) {
  if (word.size() < 2 || !word.starts_with('-')) return false;
  return word.find(' ') == std::string_view::npos && !(word[1] >= '0' && word[1] <= '9');
}

CliError expects_one(CliVersion version, std::string_view option) {
  return usage_error(version, "argument " + std::string(option) + ": expected one argument");
}

/// Words with a cursor: --x v and --x=v alike.
class Words {
 public:
  Words(CliVersion version, const std::vector<std::string>& words) : version_{version}, words_{words} {}

  bool next() {
    if (++at_ >= words_.size()) return false;
    word_ = words_[at_];
    inline_value_.reset();
    const auto sign = word_.find('=');
    if (word_.starts_with("--") && sign != std::string::npos) {
      inline_value_ = word_.substr(sign + 1);
      word_.erase(sign);
    }
    return true;
  }
  const std::string& word() const { return word_; }
  /// As it was written.
  const std::string& whole() const { return words_[at_]; }

  bool has_value() const { return inline_value_ || (at_ + 1 < words_.size() && !is_option(words_[at_ + 1])); }
  CliResult<std::string> value() {
    if (inline_value_) return *inline_value_;
    if (at_ + 1 >= words_.size() || is_option(words_[at_ + 1])) return expects_one(version_, word_);
    return words_[++at_];
  }
  std::vector<std::string> values() {
    if (inline_value_) return {*inline_value_};
    std::vector<std::string> all;
    while (at_ + 1 < words_.size() && !is_option(words_[at_ + 1])) all.push_back(words_[++at_]);
    return all;
  }

 private:
  CliVersion version_;
  const std::vector<std::string>& words_;
  std::size_t at_ = static_cast<std::size_t>(-1);
  std::string word_;
  std::optional<std::string> inline_value_;
};

std::optional<std::string>* value_of(GlobalOptions& globals, std::string_view option) {
  if (option == "--region") return &globals.region;
  if (option == "--output") return &globals.output;
  if (option == "--query") return &globals.query;
  if (option == "--profile") return &globals.profile;
  if (option == "--endpoint-url") return &globals.endpoint_url;
  return nullptr;
}

CliResult<bool> read_global(Words& words, GlobalOptions& globals) {
  const std::string option = words.word();
  if (auto* place = value_of(globals, option)) {
    ENI_TRY(*place, words.value());
    return true;
  }
  if (is_one_of(kGlobalValues, option)) {
    ENI_CHECK(words.value());
    return true;
  }
  if (option == "--no-paginate") return globals.paginates = false, true;
  if (option == "--no-sign-request") return globals.signs = false, true;
  if (option == "--version") return globals.shows_version = true;
  return is_one_of(kGlobalFlags, option);
}

std::vector<std::string> outputs(CliVersion version) {
  if (version == CliVersion::kV1) return {"json", "text", "table"};
  return {"json", "text", "table", "yaml", "yaml-stream"};
}

CliResult<void> check_output(CliVersion version, const GlobalOptions& globals) {
  const auto known = outputs(version);
  if (!globals.output || std::find(known.begin(), known.end(), *globals.output) != known.end()) return {};
  return invalid_choice(version, "--output", *globals.output, known);
}

std::optional<shapes::Member> member_of_option(const shapes::Shape& input, std::string_view option) {
  for (std::size_t at = 0; at < input.member_count(); ++at)
    if (option_of(input.member(at).name()) == option) return input.member(at);
  return std::nullopt;
}

bool is_flag(const shapes::Member& member) { return member.shape().kind() == Kind::kBoolean; }

/// A structure of one boolean Value, as EC2's attributes are, is also a flag: --no-source-dest-check.
bool is_wrapped_flag(const shapes::Member& member) {
  const shapes::Shape shape = member.shape();
  if (shape.kind() != Kind::kStructure || shape.member_count() != 1) return false;
  return shape.member(0).name() == "Value" && is_flag(shape.member(0));
}

class OptionReader {
 public:
  OptionReader(CliVersion version, const shapes::OperationShape& operation,
               const std::vector<std::string>& words)
      : version_{version}, operation_{operation}, words_{version, words} {}

  CliResult<GivenOptions> run() {
    while (words_.next()) ENI_CHECK(read_word());
    ENI_CHECK(check_required());
    if (!unknown_.empty()) return unknown_options(unknown_);
    return std::move(given_);
  }

 private:
  CliResult<void> read_word() {
    const std::string option = words_.word();
    if (option.starts_with("--")) {
      if (const auto input = operation_.input()) {
        ENI_TRY(const bool known, read_member(*input, option));
        if (known) return {};
      }
      ENI_TRY(const bool known, read_general(option));
      if (known) return {};
    } else if (answers_with_stream(operation_) && !given_.outfile) {
      given_.outfile = option;
      return {};
    }
    unknown_.push_back(words_.whole());
    return {};
  }

  CliResult<bool> read_member(const shapes::Shape& input, const std::string& option) {
    if (const auto member = member_of_option(input, option)) {
      const std::string name(member->name());
      if (is_flag(*member) || (is_wrapped_flag(*member) && !words_.has_value())) {
        given_.flags[name] = true;
      } else if (member->shape().kind() == Kind::kList) {
        given_.values[name] = words_.values();
      } else {
        ENI_TRY(auto value, words_.value());
        given_.values[name] = {std::move(value)};
      }
      return true;
    }
    if (!option.starts_with("--no-")) return false;
    const auto member = member_of_option(input, "--" + option.substr(5));
    if (!member || !(is_flag(*member) || is_wrapped_flag(*member))) return false;
    given_.flags[std::string(member->name())] = false;
    return true;
  }

  CliResult<bool> read_general(const std::string& option) {
    if (option == "--generate-cli-skeleton") {
      words_.values();
      return given_.wants_skeleton = true;
    }
    std::optional<std::string>* place = nullptr;
    const bool has_pages = !operation_.pages().input_tokens.empty();
    if (option == "--cli-input-json") place = &given_.cli_input_json;
    if (option == "--max-items" && has_pages) place = &given_.max_items;
    if (option == "--starting-token" && has_pages) place = &given_.starting_token;
    if (option == "--page-size" && has_pages) place = &given_.page_size;
    if (!place) return false;
    ENI_TRY(*place, words_.value());
    return true;
  }

  CliResult<void> check_required() const {
    std::vector<std::string> missing;
    const auto input = operation_.input();
    if (input && !given_.cli_input_json && !given_.wants_skeleton) {
      for (std::size_t at = 0; at < input->member_count(); ++at) {
        const shapes::Member member = input->member(at);
        const bool is_given = given_.values.contains(member.name()) || given_.flags.contains(member.name());
        if (member.is_required() && !is_given && !member.is_idempotency_token())
          missing.push_back(option_of(member.name()));
      }
    }
    if (answers_with_stream(operation_) && !given_.outfile) missing.emplace_back("outfile");
    if (missing.empty()) return {};
    return usage_error(version_, "the following arguments are required: " + join(missing, ", "));
  }

  CliVersion version_;
  const shapes::OperationShape& operation_;
  Words words_;
  GivenOptions given_;
  std::vector<std::string> unknown_;
};

}  // namespace

CliResult<CommandLine> read_command_line(CliVersion version, const std::vector<std::string>& argv) {
  CommandLine line;
  const std::vector<std::string> after_name(argv.begin() + 1, argv.end());
  Words words{version, after_name};
  while (words.next()) {
    if (words.word().starts_with("--")) {
      ENI_TRY(const bool known, read_global(words, line.globals));
      if (known) continue;
    } else if (line.command.empty()) {
      line.command = words.word();
      continue;
    }
    line.rest.push_back(words.whole());
  }
  ENI_CHECK(check_output(version, line.globals));
  if (line.command.empty() && !line.globals.shows_version)
    return usage_error(version, "the following arguments are required: command");
  return line;
}

std::string option_of(std::string_view member) { return "--" + cli_name(member); }

bool answers_with_stream(const shapes::OperationShape& operation) {
  const auto output = operation.output();
  const auto payload = output ? output->payload() : std::nullopt;
  return payload && payload->shape().kind() == Kind::kBlob;
}

CliResult<GivenOptions> read_options(CliVersion version, const shapes::OperationShape& operation,
                                     const std::vector<std::string>& words) {
  return OptionReader{version, operation, words}.run();
}

}  // namespace eni::sandbox::hosts::tools::aws_cli
