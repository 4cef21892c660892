#pragma once
/// What AWS's operations take and give: names, types, required members, ranges and names on the wire. The tables come from
/// data/shapes, which is cut from AWS's public service models; they are constant, so handles on them are values that hold as
/// long as the program.
#include <cstdint>
#include <optional>
#include <string_view>

#include "sandbox/shapes/tables.h"

namespace eni::sandbox::shapes {

enum class Kind : std::uint8_t {
  kStructure,
  kList,
  kMap,
  kString,
  kInteger,
  kLong,
  kFloat,
  kDouble,
  kBoolean,
  kTimestamp,
  kBlob,
  kDocument,  ///< any JSON
};

/// What the change of a resource's property means to the resource.
enum class OnChange : std::uint8_t { kUpdate, kReplace, kConditional };

/// Where a request or an answer has a member; kBody if no place of its own is named.
enum class Location : std::uint8_t { kBody, kUri, kQueryString, kHeader, kHeaders, kStatusCode };

enum class WireProtocol : std::uint8_t { kJson, kQuery, kEc2, kRestJson, kRestXml };

class Shape;

/// Texts in the tables.
class Texts {
 public:
  Texts(const Tables& tables, std::uint32_t first, std::uint32_t count)
      : tables_{&tables}, first_{first}, count_{count} {}
  std::size_t size() const { return count_; }
  bool empty() const { return count_ == 0; }
  std::string_view operator[](std::size_t at) const { return tables_->text + tables_->texts[first_ + at]; }
  bool contains(std::string_view text) const;

 private:
  const Tables* tables_;
  std::uint32_t first_, count_;
};

class Member {
 public:
  Member(const Tables& tables, const MemberRow& row) : tables_{&tables}, row_{&row} {}

  std::string_view name() const { return tables_->text + row_->name; }
  /// What the wire calls it in answers, and in requests of all protocols but EC2's; name() unless the model says otherwise.
  std::string_view wire_name() const { return tables_->text + row_->wire_name; }
  /// What EC2's requests call it: the query name, or the wire name with a capital.
  std::string_view query_name() const { return tables_->text + row_->query_name; }
  bool has_wire_name() const { return row_->flags & 32; }
  Shape shape() const;
  Location location() const { return static_cast<Location>(row_->location); }
  bool is_required() const { return row_->flags & 1; }
  bool is_idempotency_token() const { return row_->flags & 2; }
  bool is_flattened() const { return row_->flags & 4; }
  bool is_streaming() const { return row_->flags & 8; }
  bool is_xml_attribute() const { return row_->flags & 16; }
  OnChange on_change() const;

 private:
  const Tables* tables_;
  const MemberRow* row_;
};

class Shape {
 public:
  Shape(const Tables& tables, std::uint32_t index) : tables_{&tables}, index_{index} {}

  std::string_view name() const { return tables_->text + row().name; }
  Kind kind() const { return static_cast<Kind>(row().kind); }

  /// Of structures.
  std::size_t member_count() const { return row().member_count; }
  Member member(std::size_t at) const { return {*tables_, tables_->members[row().first_member + at]}; }
  std::optional<Member> find_member(std::string_view name) const;
  /// The member that is the whole body (REST protocols), or nothing.
  std::optional<Member> payload() const;

  /// Of lists, and of maps.
  Member element() const { return {*tables_, tables_->members[row().first_member]}; }
  Member key() const { return element(); }
  Member value() const { return {*tables_, tables_->members[row().first_member + 1]}; }
  bool is_flattened() const { return row().flags & 1; }

  /// Range of numbers, length of texts, lists and maps.
  std::optional<std::int64_t> min() const;
  std::optional<std::int64_t> max() const;
  std::string_view pattern() const { return tables_->text + row().pattern; }
  Texts words() const { return {*tables_, row().first_word, row().word_count}; }
  /// "iso8601", "rfc822", "unixTimestamp", or "" for the protocol's own.
  std::string_view timestamp_format() const { return tables_->text + row().timestamp_format; }
  bool is_sensitive() const { return row().flags & 8; }

  bool operator==(const Shape&) const = default;

 private:
  const ShapeRow& row() const { return tables_->shapes[index_]; }
  const Tables* tables_;
  std::uint32_t index_;
};

/// How an operation's answers are read page by page; no tokens if it has none.
struct Pages {
  Texts input_tokens;
  Texts output_tokens;
  Texts result_keys;
  std::string_view limit_key;
};

class OperationShape {
 public:
  OperationShape(const Tables& tables, const OperationRow& row) : tables_{&tables}, row_{&row} {}

  std::string_view name() const { return tables_->text + row_->name; }
  std::optional<Shape> input() const;
  std::optional<Shape> output() const;
  std::string_view method() const { return tables_->text + row_->method; }
  std::string_view uri() const { return tables_->text + row_->uri; }
  Pages pages() const;

 private:
  const Tables* tables_;
  const OperationRow* row_;
};

struct Acceptor {
  enum class State : std::uint8_t { kSuccess, kRetry, kFailure } state;
  enum class Matcher : std::uint8_t { kPath, kPathAll, kPathAny, kStatus, kError } matcher;
  std::string_view argument;  ///< a JMESPath expression
  std::string_view expected;  ///< JSON
};

/// How to wait for a state: an operation, asked again until an acceptor decides.
class Waiter {
 public:
  Waiter(const Tables& tables, const WaiterRow& row) : tables_{&tables}, row_{&row} {}

  std::string_view name() const { return tables_->text + row_->name; }
  std::string_view operation() const { return tables_->text + row_->operation; }
  unsigned delay_seconds() const { return row_->delay; }
  unsigned max_attempts() const { return row_->max_attempts; }
  std::size_t acceptor_count() const { return row_->acceptor_count; }
  Acceptor acceptor(std::size_t at) const;

 private:
  const Tables* tables_;
  const WaiterRow* row_;
};

class ServiceShapes {
 public:
  explicit ServiceShapes(const Tables& tables) : tables_{&tables} {}

  std::string_view name() const { return tables_->text + tables_->name; }    ///< "ecs"
  std::string_view title() const { return tables_->text + tables_->title; }  ///< "Amazon ECS"
  WireProtocol protocol() const { return static_cast<WireProtocol>(tables_->protocol); }

  std::size_t operation_count() const { return tables_->operation_count; }
  OperationShape operation(std::size_t at) const { return {*tables_, tables_->operations[at]}; }
  std::optional<OperationShape> find_operation(std::string_view name) const;
  /// Operations that AWS has and the sandbox has not.
  Texts others() const { return {*tables_, tables_->first_other, tables_->other_count}; }

  /// The HTTP status of an error, by its code on the wire; nothing if neither the model nor the service's list of errors tells it.
  std::optional<int> error_status(std::string_view code) const;

  std::size_t waiter_count() const { return tables_->waiter_count; }
  Waiter waiter(std::size_t at) const { return {*tables_, tables_->waiters[at]}; }

 private:
  const Tables* tables_;
};

/// By the sandbox's name of the service: "ecs", "logs". Nothing for one that it has not.
std::optional<ServiceShapes> find_service(std::string_view name);
std::size_t service_count();
ServiceShapes service(std::size_t at);

/// CloudFormation's types: an operation "AWS::EC2::VPC" takes the properties and gives the attributes.
ServiceShapes resource_types();

}  // namespace eni::sandbox::shapes
