#pragma once
/// AWS Lambda's rows: functions with their code, and asynchronous invocations that have not ended.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "sandbox/store/named_documents.h"
#include "sandbox/store/store.h"

namespace eni::sandbox {

/// Where a function is.
struct FunctionKey {
  std::string account;
  std::string region;
  std::string name;

  auto operator<=>(const FunctionKey&) const = default;
};

/// A function, or a published version of it, whose name is "NAME:NUMBER".
struct LambdaFunction {
  FunctionKey key;
  json::object configuration;  ///< FunctionConfiguration as on the wire
  json::array policy;          ///< statements of the resource policy
  std::string policy_revision;
  json::object tags;
  std::optional<json::object> event_invoke_config;  ///< as on the wire
  std::optional<std::int64_t> reserved_concurrency;

  /// A text member of the configuration, or "".
  std::string text(std::string_view member) const;
  std::int64_t integer(std::string_view member) const;
};

/// A deployment package that was checked. Functions with the same bytes share them.
struct LambdaCode {
  std::string zip;
  std::string sha256;  ///< as CodeSha256 has it
  std::int64_t unzipped_bytes = 0;
};

struct LambdaEvent {
  std::string request_id;
  FunctionKey function;
  std::string payload;
  std::string client_context;
  std::int64_t received = 0;  ///< milliseconds since the epoch
  std::int64_t attempts = 0;  ///< that have ended
  std::int64_t next_attempt = 0;
};

class LambdaRepository final : public Repository {
 public:
  explicit LambdaRepository(sqlite::Database& database);

  void create(const LambdaFunction& function, const LambdaCode& code);
  /// With the code that the function `key` has.
  void create_version(const LambdaFunction& version, const FunctionKey& key);
  std::optional<LambdaFunction> find(const FunctionKey& key);
  /// The zip's bytes; "" if there is no such function.
  std::string code(const FunctionKey& key);
  /// What a checked package takes unpacked; nothing if no function has it.
  std::optional<std::int64_t> unzipped_bytes(std::string_view sha256);
  /// Everything but the code. @return  whether the function is there
  bool update(const LambdaFunction& function);
  void set_code(const FunctionKey& key, const LambdaCode& code);
  /// With all its versions and aliases. @return  whether it was there
  bool remove(const FunctionKey& key);
  /// Versions, in the order of their numbers.
  std::vector<LambdaFunction> versions(const FunctionKey& function);
  /// The number that was given last; 0 before the first. Numbers are not given again.
  std::int64_t last_version(const FunctionKey& function);
  void set_last_version(const FunctionKey& function, std::int64_t number);
  std::vector<NamedDocument> aliases_of(const FunctionKey& function);
  /// Functions without their versions, in the order of names, after `after`.
  std::vector<LambdaFunction> list(std::string_view account, std::string_view region, std::string_view after,
                                   std::int64_t limit);
  struct Usage {
    std::int64_t functions = 0;
    std::int64_t code_bytes = 0;
  };
  Usage usage(std::string_view account, std::string_view region);

  /// By "NAME:ALIAS". The document is the alias as on the wire, with "policy" and "policyRevision".
  NamedDocuments aliases;

  void add_event(const LambdaEvent& event);
  void update_event(const LambdaEvent& event);
  void remove_event(std::string_view request_id);
  std::vector<LambdaEvent> all_events();

 private:
  static LambdaFunction read(const sqlite::Statement& row);
  void insert(const LambdaFunction& function, std::string_view code_sha256);

  NamedDocuments last_versions_;
  sqlite::Statement create_;
  sqlite::Statement find_;
  sqlite::Statement code_;
  sqlite::Statement code_sha256_;
  sqlite::Statement unzipped_bytes_;
  sqlite::Statement put_code_;
  sqlite::Statement drop_unused_code_;
  sqlite::Statement update_;
  sqlite::Statement set_code_;
  sqlite::Statement remove_;
  sqlite::Statement versions_;
  sqlite::Statement list_;
  sqlite::Statement usage_;
  sqlite::Statement add_event_;
  sqlite::Statement update_event_;
  sqlite::Statement remove_event_;
  sqlite::Statement all_events_;
  sqlite::Database& database_;
};

}  // namespace eni::sandbox
