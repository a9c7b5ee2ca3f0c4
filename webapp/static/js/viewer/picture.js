// Draws the levels of a film on a canvas, through a table that has the grey of every level.

const CORNERS = `#version 300 es
void main() {
  gl_Position = vec4(gl_VertexID == 1 ? 3 : -1, gl_VertexID == 2 ? 3 : -1, 0, 1);
}`;

const GREYS = `#version 300 es
precision highp float;
precision highp int;
uniform highp usampler2D levels;
uniform highp usampler2D greys;
uniform int height;
out vec4 colour;
void main() {
  ivec2 at = ivec2(gl_FragCoord.x, float(height) - gl_FragCoord.y);
  uint level = texelFetch(levels, at, 0).r;
  uint grey = texelFetch(greys, ivec2(level & 255u, level >> 8), 0).r;
  colour = vec4(vec3(float(grey) / 255.0), 1);
}`;

// Takes the graphics card where there is one. `draw` takes 65,536 greys.
export function picture(canvas, film) {
  canvas.width = film.width;
  canvas.height = film.height;
  // Kept for printing, which reads the canvas later.
  const gl = canvas.getContext("webgl2", { alpha: false, antialias: false, preserveDrawingBuffer: true });
  return gl ? new ShadedPicture(gl, film) : new PlainPicture(canvas.getContext("2d"), film);
}

class ShadedPicture {
  constructor(gl, { width, height, levels }) {
    this.gl = gl;
    this.start = () => {
      const program = programOf(gl);
      gl.useProgram(program);
      gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
      texture(gl, program, "levels", 0);
      gl.texImage2D(gl.TEXTURE_2D, 0, gl.R16UI, width, height, 0, gl.RED_INTEGER, gl.UNSIGNED_SHORT, levels);
      texture(gl, program, "greys", 1);
      gl.uniform1i(gl.getUniformLocation(program, "height"), height);
      gl.viewport(0, 0, width, height);
    };
    // A browser may take the graphics card away, and give it back.
    gl.canvas.addEventListener("webglcontextlost", (event) => event.preventDefault());
    gl.canvas.addEventListener("webglcontextrestored", () => {
      this.start();
      this.draw(this.greys);
    });
    this.start();
  }

  draw(greys) {
    const { gl } = this;
    this.greys = greys;
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.R8UI, 256, 256, 0, gl.RED_INTEGER, gl.UNSIGNED_BYTE, greys);
    gl.drawArrays(gl.TRIANGLES, 0, 3);
  }
}

function programOf(gl) {
  const program = gl.createProgram();
  for (const [type, source] of [[gl.VERTEX_SHADER, CORNERS], [gl.FRAGMENT_SHADER, GREYS]]) {
    const shader = gl.createShader(type);
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  return program;
}

function texture(gl, program, name, unit) {
  gl.activeTexture(gl.TEXTURE0 + unit);
  gl.bindTexture(gl.TEXTURE_2D, gl.createTexture());
  for (const filter of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) {
    gl.texParameteri(gl.TEXTURE_2D, filter, gl.NEAREST);
  }
  gl.uniform1i(gl.getUniformLocation(program, name), unit);
}

class PlainPicture {
  constructor(context, { width, height, levels }) {
    this.context = context;
    this.levels = levels;
    this.pixels = context.createImageData(width, height);
    this.colours = new Uint32Array(this.pixels.data.buffer);
  }

  draw(greys) {
    const table = Uint32Array.from(greys, (grey) => (0xff000000 | (grey * 0x010101)) >>> 0);
    const { levels, colours } = this;
    for (let at = 0; at < levels.length; at++) colours[at] = table[levels[at]];
    this.context.putImageData(this.pixels, 0, 0);
  }
}
