#include "sandbox/shapes/model.h"

#include <span>

namespace eni::sandbox::shapes {

// Made by compile_shapes.py.
extern const Tables* const kServices[];
extern const std::uint32_t kServiceCount;
extern const Tables* const kResourceTypes;

namespace {

std::span<const Tables* const> all_services() { return {kServices, kServiceCount}; }

}  // namespace

bool Texts::contains(std::string_view text) const {
  for (std::size_t at = 0; at < size(); ++at)
    if ((*this)[at] == text) return true;
  return false;
}

OnChange Member::on_change() const {
  if (row_->flags & 64) return OnChange::kReplace;
  return row_->flags & 128 ? OnChange::kConditional : OnChange::kUpdate;
}

Shape Member::shape() const { return {*tables_, row_->shape}; }

std::optional<Member> Shape::find_member(std::string_view name) const {
  for (std::size_t at = 0; at < member_count(); ++at)
    if (member(at).name() == name) return member(at);
  return std::nullopt;
}

std::optional<Member> Shape::payload() const {
  if (row().payload == 0) return std::nullopt;
  return member(row().payload - 1);
}

std::optional<std::int64_t> Shape::min() const {
  if (!(row().flags & 2)) return std::nullopt;
  return tables_->limits[index_].min;
}

std::optional<std::int64_t> Shape::max() const {
  if (!(row().flags & 4)) return std::nullopt;
  return tables_->limits[index_].max;
}

std::optional<Shape> OperationShape::input() const {
  if (row_->input == 0) return std::nullopt;
  return Shape{*tables_, row_->input - 1};
}

std::optional<Shape> OperationShape::output() const {
  if (row_->output == 0) return std::nullopt;
  return Shape{*tables_, row_->output - 1};
}

Pages OperationShape::pages() const {
  return {{*tables_, row_->first_input_token, row_->input_token_count},
          {*tables_, row_->first_output_token, row_->output_token_count},
          {*tables_, row_->first_result_key, row_->result_key_count},
          tables_->text + row_->limit_key};
}

Acceptor Waiter::acceptor(std::size_t at) const {
  const AcceptorRow& row = tables_->acceptors[row_->first_acceptor + at];
  return {static_cast<Acceptor::State>(row.state), static_cast<Acceptor::Matcher>(row.matcher),
          tables_->text + row.argument, tables_->text + row.expected};
}

std::optional<OperationShape> ServiceShapes::find_operation(std::string_view name) const {
  for (std::size_t at = 0; at < operation_count(); ++at)
    if (operation(at).name() == name) return operation(at);
  return std::nullopt;
}

std::optional<int> ServiceShapes::error_status(std::string_view code) const {
  for (std::size_t at = 0; at < tables_->error_count; ++at)
    if (tables_->text + tables_->errors[at].code == code)
      return static_cast<int>(tables_->errors[at].http_status);
  return std::nullopt;
}

std::optional<ServiceShapes> find_service(std::string_view name) {
  for (const Tables* tables : all_services())
    if (ServiceShapes{*tables}.name() == name) return ServiceShapes{*tables};
  return std::nullopt;
}

std::size_t service_count() { return kServiceCount; }

ServiceShapes service(std::size_t at) { return ServiceShapes{*all_services()[at]}; }

ServiceShapes resource_types() { return ServiceShapes{*kResourceTypes}; }

}  // namespace eni::sandbox::shapes
