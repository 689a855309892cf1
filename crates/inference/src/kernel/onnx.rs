//! Reads the weights out of the ONNX files that `model/make_model.py` and `model/slots` write.
//!
//! The files are our own, so their networks are known by heart; what is looked up is where the
//! numbers are, by the kind of the nodes that use them. Anything else is an error.

use std::collections::HashMap;

use rten_onnx::onnx::{DataType, ModelProto, NodeProto, TensorProto};
use types::Error;

/// A file's network.
pub struct Graph {
    /// Each after those whose results it uses.
    nodes: Vec<NodeProto>,
    constants: HashMap<String, TensorProto>,
}

/// A quantised linear layer.
pub struct Linear {
    /// What each input is multiplied by.
    pub factors: Option<Vec<f32>>,
    /// i8, `[inputs, outputs]`
    pub weights: Vec<u8>,
    /// The step of each output's weights.
    pub scales: Vec<f32>,
    pub bias: Vec<f32>,
}

/// What follows a normalisation.
pub struct Scaling {
    pub scale: Vec<f32>,
    pub shift: Vec<f32>,
}

/// A linear layer in f32 that tells something.
pub struct Scores {
    /// `[inputs, scores]`
    pub weights: Vec<f32>,
    pub bias: Vec<f32>,
}

/// The embeddings of tokens.
pub struct Table {
    /// i8, `[tokens, 384]`
    pub rows: Vec<u8>,
    /// The step of each row.
    pub scales: Vec<f32>,
    /// f32, `[positions, 384]`
    pub positions: Vec<f32>,
}

impl Graph {
    /// # Errors
    /// `Internal` if it is not an ONNX file.
    pub fn read(file: &[u8]) -> Result<Self, Error> {
        let model = ModelProto::parse_buf(file).map_err(|error| failed(&error))?;
        let graph = model.graph.ok_or_else(|| failed(&"no graph"))?;
        let named = |tensor: TensorProto| (tensor.name.clone().unwrap_or_default(), tensor);
        Ok(Graph {
            nodes: graph.node,
            constants: graph.initializer.into_iter().map(named).collect(),
        })
    }

    /// The quantised linear layers, in order.
    ///
    /// # Errors
    /// `Internal` if one is not as `Graph.linear` in `make_model.py` writes it.
    pub fn linears(&self) -> Result<Vec<Linear>, Error> {
        // The probe for overflow multiplies two constants.
        let products = self.of_kind("MatMulInteger");
        let products = products.filter(|node| !self.constants.contains_key(&node.input[0]));
        products.map(|node| self.linear(node)).collect()
    }

    /// x [-> Mul by factors] -> Div by the row's maximum -> `QuantizeLinear` -> `MatMulInteger` -> Cast
    /// -> Mul by scales -> Mul by the row's step -> Add the bias
    fn linear(&self, product: &NodeProto) -> Result<Linear, Error> {
        let quantise = self.maker(&product.input[0], "QuantizeLinear")?;
        let divide = self.maker(&quantise.input[0], "Div")?;
        let weights = self.constant(&product.input[1])?;
        let factors = match self.maker(&divide.input[0], "Mul") {
            Ok(multiply) => Some(self.numbers(&multiply.input[1])?),
            Err(_) => None,
        };
        let scale = self.user(self.user(product, "Cast")?, "Mul")?;
        let add = self.user(self.user(scale, "Mul")?, "Add")?;
        Ok(Linear {
            factors,
            weights: bytes(weights, DataType::INT8)?,
            scales: self.numbers(&scale.input[1])?,
            bias: self.numbers(&add.input[1])?,
        })
    }

    /// The scales and shifts of the normalisations, in order.
    ///
    /// # Errors
    /// `Internal` if they are no constants.
    pub fn norms(&self) -> Result<Vec<Scaling>, Error> {
        let scaling = |node: &NodeProto| {
            Ok(Scaling {
                scale: self.numbers(&node.input[1])?,
                shift: self.numbers(&node.input[2])?,
            })
        };
        self.of_kind("LayerNormalization").map(scaling).collect()
    }

    /// The embeddings, if the network starts from tokens: Gather of rows, Gather of their steps,
    /// Slice of positions.
    ///
    /// # Errors
    /// `Internal` if they are not as `Graph.embeddings` in `make_model.py` writes them.
    pub fn embeddings(&self) -> Result<Option<Table>, Error> {
        let by_token = |node: &&NodeProto| node.input[1] == "input_ids";
        let mut gathers = self.of_kind("Gather").filter(by_token);
        let (Some(rows), Some(scales)) = (gathers.next(), gathers.next()) else {
            return Ok(None);
        };
        let slice = self.of_kind("Slice").next();
        let slice = slice.ok_or_else(|| failed(&"no positions"))?;
        Ok(Some(Table {
            rows: bytes(self.constant(&rows.input[0])?, DataType::INT8)?,
            scales: self.numbers(&scales.input[0])?,
            positions: self.numbers(&slice.input[0])?,
        }))
    }

    /// The layers in f32 that stand on top, in order.
    ///
    /// # Errors
    /// `Internal` if one has no bias.
    pub fn heads(&self) -> Result<Vec<Scores>, Error> {
        let products = self.of_kind("MatMul");
        let products = products.filter(|node| self.constants.contains_key(&node.input[1]));
        let scores = |node: &NodeProto| {
            Ok(Scores {
                weights: self.numbers(&node.input[1])?,
                bias: self.numbers(&self.user(node, "Add")?.input[1])?,
            })
        };
        products.map(scores).collect()
    }

    fn of_kind(&self, kind: &str) -> impl Iterator<Item = &NodeProto> {
        let nodes = self.nodes.iter();
        nodes.filter(move |node| node.op_type.as_deref() == Some(kind))
    }

    /// The node of this kind that makes a value.
    fn maker(&self, value: &str, kind: &str) -> Result<&NodeProto, Error> {
        let makes = |node: &&NodeProto| node.output.iter().any(|output| output == value);
        let found = self.of_kind(kind).find(makes);
        found.ok_or_else(|| failed(&format!("{value} is made by no {kind}")))
    }

    /// The node of this kind that uses the result of another.
    fn user(&self, of: &NodeProto, kind: &str) -> Result<&NodeProto, Error> {
        let value = of.output.first();
        let uses = |node: &&NodeProto| node.input.first() == value;
        let found = self.of_kind(kind).find(uses);
        found.ok_or_else(|| failed(&format!("{value:?} is used by no {kind}")))
    }

    fn constant(&self, name: &str) -> Result<&TensorProto, Error> {
        let found = self.constants.get(name);
        found.ok_or_else(|| failed(&format!("{name} is no constant")))
    }

    fn numbers(&self, name: &str) -> Result<Vec<f32>, Error> {
        let bytes = bytes(self.constant(name)?, DataType::FLOAT)?;
        let (numbers, _) = bytes.as_chunks();
        Ok(numbers.iter().copied().map(f32::from_le_bytes).collect())
    }
}

/// The numbers of a constant, as they stand in the file.
fn bytes(tensor: &TensorProto, kind: DataType) -> Result<Vec<u8>, Error> {
    match &tensor.raw_data {
        Some(bytes) if tensor.data_type == Some(kind) => Ok(bytes.take()),
        _ => Err(failed(&"a constant of another type")),
    }
}

fn failed(error: &dyn std::fmt::Display) -> Error {
    Error::internal(format!("kernel: {error}"))
}
